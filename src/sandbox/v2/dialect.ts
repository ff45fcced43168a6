import type { Fields } from "../decode/fields.ts";
import { decodeStrict } from "../decode/strict.ts";
import { SchemaRefusal } from "../errors.ts";
import type { Answer, Call, Dialect } from "../http/call.ts";
import type { Listing, Read, Shown } from "../operations/outcome.ts";
import { expansions } from "../rules/expansions.ts";
import { conditional } from "./conditional.ts";
import { jsonOf } from "./json_body.ts";
import { refusedV2 } from "./refusals.ts";

const mostPerPage = 1000;
const usualPerPage = 50;

/** Strict bodies, lists in an envelope, conditional reads, errors as `application/problem+json`. */
export const v2: Dialect = {
  version: 2,
  verbs: {
    list: "GET",
    read: "GET",
    create: "POST",
    update: "PUT",
    set: "PUT",
    remove: "DELETE",
    ask: "GET",
    act: "POST",
  },
  idOf: (call, name) => integerOf(call.params[name] ?? "", `path.${name}`),
  bodyOf: <T>(call: Call, fields: Fields) => decodeStrict(fields, jsonOf(call)) as T,
  taskQueryOf: ({ query }) => ({
    search: query.get("q") ?? "",
    filter: query.get("filter") ?? "",
    timeZone: query.get("filter_timezone") ?? undefined,
    includeNulls: query.get("filter_include_nulls") === "true",
    sortBy: query.getAll("sort_by"),
    orderBy: query.getAll("order_by"),
  }),
  expandOf({ query }) {
    const wanted = query.getAll("expand");
    const complaints = wanted.flatMap((value, place) =>
      expansions.includes(value) ? [] : [{
        message: `expected value to be one of "${expansions.join(", ")}"`,
        location: `query.expand[${place}]`,
        value,
      }]
    );
    if (complaints.length > 0) throw new SchemaRefusal(complaints);
    return wanted;
  },
  searchOf: ({ query }) => query.get("q") ?? "",
  listed,
  shown,
  created: (call, { status = 201, ...made }) => ({ status, body: withSchema(call, made) }),
  updated: (call, changed) => ({ status: 200, body: withSchema(call, changed) }),
  replaced: (call, changed) => ({ status: 200, body: withSchema(call, changed) }),
  removed: () => ({ status: 204 }),
  said: (call, said) => ({ status: said.status.v2, body: withSchema(call, said) }),
  refused: refusedV2,
};

function shown(call: Call, { updatedMs, permission, ...read }: Read): Answer {
  const body = withSchema(call, read);
  if (updatedMs === undefined || permission === undefined) return { status: 200, body };
  return conditional(call, { updatedMs, permission }, body);
}

function listed(call: Call, listing: Listing): Answer {
  const { of, total, extra } = listing;
  const { page, perPage } = pageOf(call);
  const shown = listing.page((page - 1) * perPage, page * perPage);
  const body = {
    items: [...shown, ...extra?.shown ?? []],
    total,
    page,
    per_page: perPage,
    total_pages: Math.ceil(total / perPage),
  };
  return { status: 200, body: withSchema(call, { schema: `Paginated${of}`, body }) };
}

function withSchema({ publicUrl }: Call, { schema, body }: Shown): object {
  if (schema === undefined) return body;
  return { $schema: `${publicUrl}/api/v2/schemas/${schema}.json`, ...body };
}

function pageOf({ query }: Call): { readonly page: number; readonly perPage: number } {
  const page = integerOf(query.get("page") ?? "1", "query.page");
  const perPage = integerOf(query.get("per_page") ?? String(usualPerPage), "query.per_page");
  atLeastOne(page, "query.page");
  atLeastOne(perPage, "query.per_page");
  if (perPage > mostPerPage) {
    const message = `expected number <= ${mostPerPage}`;
    throw new SchemaRefusal([{ message, location: "query.per_page", value: perPage }]);
  }
  return { page, perPage };
}

function integerOf(text: string, location: string): number {
  const value = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new SchemaRefusal([{ message: "invalid integer", location, value: text }]);
}

function atLeastOne(value: number, location: string): void {
  if (value >= 1) return;
  throw new SchemaRefusal([{ message: "expected number >= 1", location, value }]);
}
