import type { Patch } from "@/domain/push.ts";
import { foundIn, isOvertaken } from "@/domain/overtaken.ts";
import { withNextDates } from "@/adapters/vikunja/change_task.ts";
import { type Look, lookAt, looksAt, toReading } from "@/adapters/vikunja/read.ts";
import { mayGoUnread } from "@/adapters/vikunja/told_tasks.ts";
import { changedColumns } from "@/adapters/vikunja/write/columns.ts";
import { createShortfall } from "@/adapters/vikunja/write/shortfall.ts";
import type { Step, UpdateWrite } from "@/adapters/vikunja/write/update_steps.ts";
import type { WriteContext } from "@/adapters/vikunja/write/write_context.ts";

/** What the writes go by, asked for now: of many of them by lists. */
export function readTogether(
  context: WriteContext,
  updates: readonly UpdateWrite[],
): (id: string) => Promise<Look> {
  const ids = updates.flatMap(({ write, push }) =>
    toldOf(context, write, push.patch) === null ? [write.id ?? ""] : []
  );
  return looksAt(context, ids, context.signal);
}

function toldOf({ told }: WriteContext, write: UpdateWrite["write"], patch: Patch) {
  return mayGoUnread(write, patch) ? told.of(write.id ?? "") : null;
}

/** Whether the task is as it was, and what is to be written then. `read`: at first; whoever is disturbed reads by itself. */
export async function prepare(
  context: WriteContext,
  { write, push }: UpdateWrite,
  read: (id: string) => Promise<Look>,
): Promise<Step> {
  const id = write.id ?? "";
  const told = toldOf(context, write, push.patch);
  if (told === null) context.told.forget([id]);
  let isAgain = false;
  const now = () => {
    if (isAgain) return lookAt(context, id, context.signal);
    isAgain = true;
    return read(id);
  };
  const look = told === null
    ? await context.reads.begun(id, now)
    : { kind: "raw", raw: told } as const;
  if (look.kind === "none") {
    return { kind: "over", outcome: { kind: "stale", reading: look.reading } };
  }
  const reading = await toReading(context, look.raw, context.signal);
  if (reading.kind !== "present" || isOvertaken(reading.task, push, write.mayHaveHappened)) {
    return { kind: "over", outcome: { kind: "stale", reading } };
  }
  if (reading.readOnly !== undefined) return { kind: "over", outcome: { kind: "stale", reading } };
  const shortfall = createShortfall();
  const isTold = told !== null;
  const found = isTold || write.mayHaveHappened ? {} : foundIn(reading.task, push.patch);
  const ready = { kind: "ready", raw: look.raw, shortfall, isTold, found } as const;
  const columns = await changedColumns({ ...context, shortfall }, reading.task, push.patch);
  return { ...ready, columns: withNextDates(look.raw, columns, context.api) };
}
