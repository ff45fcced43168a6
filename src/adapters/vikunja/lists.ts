import { SyncError } from "@/domain/errors.ts";
import type { Page, RawObject } from "@/adapters/vikunja/answers.ts";
import type { Answer, Call, Client } from "@/adapters/vikunja/client/client.ts";

/** One page of a v2 list: the envelope tells the total. */
export async function listV2(client: Client, call: Call, signal: AbortSignal): Promise<Page> {
  const answer = await client.call(call, signal);
  const body = objectOf(answer.body, call);
  const total = body["total"];
  if (!Array.isArray(body["items"]) || typeof total !== "number") throw unexpected(call);
  const perPage = Number(call.query?.["per_page"] ?? 50);
  return {
    items: body["items"] as readonly RawObject[],
    total,
    totalPages: Math.ceil(total / perPage),
    ...timesOf(answer),
  };
}

/** One page of a v1 list: the number of pages is in a header, an empty page may be `null`. */
export async function listV1(client: Client, call: Call, signal: AbortSignal): Promise<Page> {
  const answer = await client.call(call, signal);
  const pages = Number(answer.headers["x-pagination-total-pages"] ?? NaN);
  if (!Array.isArray(answer.body ?? []) || !Number.isFinite(pages)) throw unexpected(call);
  return {
    items: (answer.body ?? []) as readonly RawObject[],
    total: null,
    totalPages: pages,
    ...timesOf(answer),
  };
}

/** All pages of a list that is short enough to be read one page after the other. */
export async function allPages(
  read: (page: number) => Promise<Page>,
): Promise<{ readonly items: readonly RawObject[]; readonly first: Page }> {
  const first = await read(1);
  const items = [...first.items];
  for (let page = 2; page <= first.totalPages; page += 1) items.push(...(await read(page)).items);
  return { items, first };
}

function timesOf(answer: Answer): Pick<Page, "readAtMs" | "serverMs"> {
  const { serverMs, tookMs } = answer;
  return { serverMs, readAtMs: serverMs === null ? null : serverMs - Math.ceil(tookMs) };
}

export function objectOf(body: unknown, call: Call): RawObject {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw unexpected(call);
  return body as RawObject;
}

/** Lists of objects in answers are `null` where they are empty. */
export function objectsOf(value: unknown): RawObject[] {
  return Array.isArray(value) ? [...value as readonly RawObject[]] : [];
}

export function unexpected(call: Call): SyncError {
  return new SyncError(
    "SERVER_ANSWER",
    `Cannot ${call.doing}: the answer to ${call.method} ${call.path} has not the form that Vikunja gives`,
    {
      retryable: true,
      hint: "Look whether the server's version is supported (`vikunja-sync doctor`).",
    },
  );
}
