import type { Fields } from "../decode/fields.ts";
import { decodeLenient } from "../decode/lenient.ts";
import { badModel, Refusal } from "../errors.ts";
import type { Answer, Call, Dialect } from "../http/call.ts";
import type { Listing } from "../operations/outcome.ts";
import { expansions } from "../rules/expansions.ts";
import { behaviours } from "../version.ts";
import { refusedV1 } from "./refusals.ts";

const mostPerPage = 50;

/** Lenient bodies, lists as arrays with their pages told in headers, errors as `{code, message}`. */
export const v1: Dialect = {
  version: 1,
  verbs: {
    list: "GET",
    read: "GET",
    create: "PUT",
    update: "POST",
    set: "POST",
    remove: "DELETE",
    ask: "GET",
    act: "POST",
  },
  idOf(call, name) {
    const text = call.params[name] ?? "";
    const id = Number(text);
    if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(id)) throw badModel();
    return id;
  },
  bodyOf,
  taskQueryOf: ({ query }) => ({
    search: query.get("s") ?? "",
    filter: query.get("filter") ?? "",
    timeZone: query.get("filter_timezone") ?? undefined,
    includeNulls: query.get("filter_include_nulls") === "true",
    sortBy: commaList(query, "sort_by"),
    orderBy: commaList(query, "order_by"),
  }),
  expandOf({ query, world }) {
    const { expandsPlainly } = behaviours[world.as];
    const wanted = commaList(query, "expand", expandsPlainly);
    if (wanted.every((one) => expansions.includes(one))) return wanted;
    throw new Refusal(
      412,
      2002,
      `Expand must be one of the following values: ${expansions.join(", ")}`,
      { invalid_fields: ["expand"] },
    );
  },
  searchOf: ({ query }) => query.get("s") ?? "",
  listed,
  shown: (_, { body, permission }) =>
    permission === undefined
      ? { status: 200, body }
      : { status: 200, body, headers: { "x-max-permission": String(permission) } },
  created: (_, { body, status = 201 }) => ({ status, body }),
  updated: (_, { body }) => ({ status: 200, body }),
  replaced: (_, { body }) => ({ status: 201, body }),
  removed: () => ({ status: 200, body: { message: "Successfully deleted." } }),
  said: (_, { status, body }) => ({ status: status.v1, body }),
  refused: refusedV1,
};

/** An empty one is an empty object. */
function bodyOf<T>(call: Call, fields: Fields): T {
  const { bodyText } = call;
  if (bodyText === "") return {} as T;
  if (!(call.headers["content-type"] ?? "application/json").startsWith("application/json")) {
    throw new Refusal(400, 2004, "Invalid model provided.");
  }
  return decodeLenient(fields, parsed(bodyText)) as T;
}

interface Page {
  /** 0: everything at once. */
  readonly page: number;
  readonly perPage: number;
}

export function pageOf({ query }: Call): Page {
  const page = Number(query.get("page") ?? "1");
  if (!Number.isInteger(page)) throw new Refusal(400, null, "Bad page requested.");
  if (page < 0) throw new Refusal(400, null, "Page number cannot be negative.");
  const perPage = Number(query.get("per_page") ?? "0");
  if (!Number.isInteger(perPage)) throw new Refusal(400, null, "Bad per page amount requested.");
  if (perPage < 0) throw new Refusal(400, null, "Per page amount cannot be negative.");
  return { page, perPage: perPage === 0 ? mostPerPage : Math.min(perPage, mostPerPage) };
}

function listed(call: Call, listing: Listing): Answer {
  const { total, extra, isWhole = false } = listing;
  const { page, perPage } = pageOf(call);
  const shown = page === 0 || isWhole
    ? listing.page(0, total)
    : listing.page((page - 1) * perPage, page * perPage);
  const count = shown.length + (extra?.counted ?? 0);
  const pages = count === 0 ? 0 : Math.ceil(total / perPage);
  const body = [...shown, ...extra?.shown ?? []];
  return { status: 200, body, headers: pageHeaders(pages, count) };
}

function pageHeaders(pages: number, count: number): Record<string, string> {
  return {
    "x-pagination-total-pages": String(pages),
    "x-pagination-result-count": String(count),
  };
}

function commaList(query: URLSearchParams, name: string, isPlainToo = true): readonly string[] {
  return [...(isPlainToo ? query.getAll(name) : []), ...query.getAll(`${name}[]`)]
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badModel();
  }
}
