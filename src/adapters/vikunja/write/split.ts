import { asSyncError, restated, SyncError } from "@/domain/errors.ts";
import { isUntried } from "@/adapters/vikunja/client/breaker.ts";
import { isPassing } from "@/adapters/vikunja/client/errors.ts";
import type { Write } from "@/ports/replica.ts";

/** What one write of several things may take: things in front of a server often let no more than 1 MB pass. */
export const maxBulkBytes = 256 * 1024;
const longestTitle = 60;

/** In order, each of at most that many and that many bytes; what is larger by itself goes alone. */
export function packed<T>(
  items: readonly T[],
  most: { readonly count: number; readonly bytes: number },
  sizeOf: (item: T) => number,
): readonly (readonly T[])[] {
  const packs: T[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item);
    const open = packs.at(-1);
    if (open === undefined || open.length >= most.count || bytes + size > most.bytes) {
      packs.push([item]);
      bytes = size;
    } else {
      open.push(item);
      bytes += size;
    }
  }
  return packs;
}

export function halves<T>(items: readonly T[]): readonly [readonly T[], readonly T[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** Whether one of several may be to blame: refused, too large, or more than the server can do. */
export function isWorthSplitting(error: unknown): boolean {
  if (!isPassing(error)) return true;
  if (!(error instanceof SyncError) || isUntried(error)) return false;
  return error.code === "SERVER_ANSWER" || error.details["status"] === 500;
}

/** With the task in it, by title and UUID, where the failure is about this one. */
export function named(thrown: unknown, write: Write, title: string): SyncError {
  const error = asSyncError(thrown);
  if (isPassing(error) && !isWorthSplitting(error)) return error;
  const short = title.length > longestTitle ? `${title.slice(0, longestTitle)}…` : title;
  const uuid = write.key.slice(0, write.key.lastIndexOf("@"));
  return restated(error, { message: `${JSON.stringify(short)} (${uuid}): ${error.message}` });
}
