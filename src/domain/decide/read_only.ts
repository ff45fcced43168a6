import type { Draft } from "@/domain/decide/draft.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";

/** @throws {SyncError} `FORBIDDEN`: the task may only be read on that side. */
export function checkWritable({ state }: Draft, side: Side, doing: string): void {
  const { readOnly } = state[side];
  if (readOnly === null) return;
  throw new SyncError("FORBIDDEN", `Cannot ${doing}: ${readOnly}`);
}
