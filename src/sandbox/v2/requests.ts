import type { Fields } from "../decode/fields.ts";
import { decodeStrict } from "../decode/strict.ts";
import { SchemaRefusal } from "../errors.ts";
import type { Answer, Call } from "../http/call.ts";
import type { TaskQuery } from "../rules/task_lists.ts";
import { expansions } from "../v1/requests.ts";

const mostPerPage = 1000;
const usualPerPage = 50;

export function idOf(call: Call, name: string): number {
  return integerOf(call.params[name] ?? "", `path.${name}`);
}

export function bodyOf<T>(call: Call, fields: Fields): T {
  return decodeStrict(fields, jsonOf(call)) as T;
}

/** @throws {SchemaRefusal} the body is no JSON. */
export function jsonOf({ bodyText }: Call): unknown {
  try {
    return JSON.parse(bodyText);
  } catch (error) {
    const message = /end of JSON|Unterminated|Expected property name/.test(String(error))
      ? "unexpected end of JSON input"
      : String(error);
    throw new SchemaRefusal([{ message, location: "body", value: bodyText }], 400);
  }
}

export interface Page {
  readonly page: number;
  readonly perPage: number;
}

export function pageOf({ query }: Call): Page {
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

export interface Listing<T> {
  /** As the schema of the list calls its items. */
  readonly of: string;
  readonly items: readonly T[];
  readonly show: (page: readonly T[]) => readonly unknown[];
}

export function list<T>(call: Call, { of, items, show }: Listing<T>): Answer {
  const { page, perPage } = pageOf(call);
  const total = items.length;
  return {
    status: 200,
    body: {
      ...schema(call, `Paginated${of}`),
      items: show(items.slice((page - 1) * perPage, page * perPage)),
      total,
      page,
      per_page: perPage,
      total_pages: Math.ceil(total / perPage),
    },
  };
}

export function taskQueryOf({ query }: Call): TaskQuery {
  return {
    search: query.get("q") ?? "",
    filter: query.get("filter") ?? "",
    timeZone: query.get("filter_timezone") ?? undefined,
    includeNulls: query.get("filter_include_nulls") === "true",
    sortBy: query.getAll("sort_by"),
    orderBy: query.getAll("order_by"),
  };
}

export function expandOf({ query }: Call): readonly string[] {
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
}

export function schema({ publicUrl }: Call, name: string): { readonly $schema: string } {
  return { $schema: `${publicUrl}/api/v2/schemas/${name}.json` };
}

export function gone(): Answer {
  return { status: 204 };
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
