import { decodeLenient } from "../decode/lenient.ts";
import type { Fields } from "../decode/fields.ts";
import { badModel, Refusal } from "../errors.ts";
import type { Answer, Call } from "../http/call.ts";
import { behaviours } from "../version.ts";
import type { TaskQuery } from "../rules/task_lists.ts";

export const expansions = [
  ...["subtasks", "buckets", "reactions", "comments", "comment_count", "time_entries_count"],
  "is_unread",
];
const mostPerPage = 50;

export function idOf(call: Call, name: string): number {
  const text = call.params[name] ?? "";
  const id = Number(text);
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(id)) throw badModel();
  return id;
}

/** The body, read leniently; an empty one is an empty object. */
export function bodyOf<T>(call: Call, fields: Fields): T {
  const { bodyText } = call;
  if (bodyText === "") return {} as T;
  if (!(call.headers["content-type"] ?? "application/json").startsWith("application/json")) {
    throw new Refusal(400, 2004, "Invalid model provided.");
  }
  return decodeLenient(fields, parsed(bodyText)) as T;
}

export interface Page {
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

/** One page of a list; how many there are is told in headers. */
export function list<T>(
  call: Call,
  items: readonly T[],
  show: (page: readonly T[]) => readonly unknown[],
): Answer {
  const { page, perPage } = pageOf(call);
  const shown = page === 0 ? items : items.slice((page - 1) * perPage, page * perPage);
  const pages = shown.length === 0 ? 0 : Math.ceil(items.length / perPage);
  return { status: 200, body: show(shown), headers: pageHeaders(pages, shown.length) };
}

export function pageHeaders(pages: number, count: number): Record<string, string> {
  return {
    "x-pagination-total-pages": String(pages),
    "x-pagination-result-count": String(count),
  };
}

export function taskQueryOf({ query }: Call): TaskQuery {
  return {
    search: query.get("s") ?? "",
    filter: query.get("filter") ?? "",
    timeZone: query.get("filter_timezone") ?? undefined,
    includeNulls: query.get("filter_include_nulls") === "true",
    sortBy: commaList(query, "sort_by"),
    orderBy: commaList(query, "order_by"),
  };
}

export function expandOf({ query, world }: Call): readonly string[] {
  const { expandsPlainly } = behaviours[world.as];
  const wanted = commaList(query, "expand", expandsPlainly);
  if (wanted.every((one) => expansions.includes(one))) return wanted;
  throw new Refusal(
    412,
    2002,
    `Expand must be one of the following values: ${expansions.join(", ")}`,
    { invalid_fields: ["expand"] },
  );
}

export function deleted(): Answer {
  return { status: 200, body: { message: "Successfully deleted." } };
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
