import type { Incoming } from "@/sandbox/http/wire.ts";

/** The program was shown a task that it had asked for by its id. */
export interface Shown {
  readonly taskId: number;
  /** The runtime's clock. */
  readonly atMs: number;
}

/** Ids of the tasks that a request asks for. */
export function namedIn({ method, path }: Pick<Incoming, "method" | "path">): readonly number[] {
  if (method !== "GET") return [];
  const [, id] = /\/tasks\/(\d+)(\?|$)/.exec(path) ?? [];
  if (id !== undefined) return [Number(id)];
  const words = decodeURIComponent(path.replaceAll("+", " "));
  const [, ids] = /id in ([\d, ]+)/.exec(words) ?? [];
  return ids?.split(",").map(Number) ?? [];
}
