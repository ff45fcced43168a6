import { SyncError, unwritten } from "@/domain/errors.ts";
import type { Write, Written } from "@/ports/replica.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { DirectWriter, DirectWritten } from "@/adapters/taskwarrior/common/direct_writer.ts";
import { type Planned, planWrite } from "@/adapters/taskwarrior/plan.ts";
import { readingsOf } from "@/adapters/taskwarrior/read_changes.ts";
import { settledSince } from "@/adapters/taskwarrior/common/settled.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";
import { outcomeOfSettled, writtenAs } from "@/adapters/taskwarrior/written_as.ts";

type Unwritten = "unfit" | "destroyed";

interface DirectBatch {
  /**
   * In the order of the writes. `unfit`: this one is for an import. `destroyed`: another command has destroyed something
   * of the task, which is to be written again first.
   */
  readonly outcomes: readonly (Written | Unwritten)[];
  readonly position: Position | null;
}

/**
 * Plans and writes with nobody's write in between; each task is in `writes` once. `position` moves on over what
 * we wrote; what others did is due at the next `changes`.
 */
export async function writeDirectly(
  writer: DirectWriter,
  { writes, position }: { readonly writes: readonly Write[]; readonly position: Position | null },
  tools: Workings,
): Promise<DirectBatch> {
  const now = `${tools.runtime.now().toISOString().slice(0, 19)}Z`;
  const ids = new Set(writes.flatMap(({ id }) => id ?? []));
  let plans: readonly (Planned | Unwritten)[] = [];
  let done: DirectWritten;
  try {
    done = await writer.write(ids, (tasks, unknown, destroyed) => {
      plans = writes.map((write) =>
        unknown?.has(write.id ?? "")
          ? "unfit"
          : destroyed?.has(write.id ?? "")
          ? "destroyed"
          : planWrite(write, tasks.get(write.id ?? ""), { settings: tools.settings, now })
      );
      return plans.flatMap((plan, index) =>
        typeof plan !== "string" && plan.kind === "send"
          ? [{
            uuid: plan.object.uuid,
            base: tasks.get(plan.object.uuid),
            object: plan.object,
            editedAt: writes[index]?.editedAt ?? null,
          }]
          : []
      );
    }, position?.watch);
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    const nothingDone = error.details["mayHaveHappened"] === true ? error : unwritten(error);
    const outcomes = writes.map((_, at) => notWritten(plans[at], nothingDone));
    return { outcomes, position };
  }
  const outcomes = writes.map((write, at) => outcomeOf(write, plans[at], done, tools));
  return { outcomes, position: await movedOn(position, outcomes, done, tools) };
}

function notWritten(plan: Planned | Unwritten | undefined, error: SyncError): Written {
  if (plan === undefined || typeof plan === "string") return { kind: "failed", error };
  return plan.kind === "settled" ? plan.outcome : { kind: "failed", error };
}

function outcomeOf(
  write: Write,
  plan: Planned | Unwritten | undefined,
  { tasks, unfit }: DirectWritten,
  tools: Workings,
): Written | Unwritten {
  if (typeof plan === "string") return plan;
  if (plan === undefined || plan.kind === "settled") return outcomeOfSettled(plan);
  if (unfit.has(plan.object.uuid)) return "unfit";
  const [reading] = readingsOf([plan.object.uuid], tasks, tools);
  if (reading === undefined) return outcomeOfSettled(undefined);
  return writtenAs(write, plan, reading);
}

async function movedOn(
  position: Position | null,
  outcomes: readonly (Written | Unwritten)[],
  { isOwn, own }: DirectWritten,
  tools: Workings,
): Promise<Position | null> {
  if (position === null) return null;
  const recorded = await settledSince(position.mark, tools);
  const watch = watching(position.watch, own);
  const moved = { ...position, watch };
  if (recorded.kind === "unknown") return moved;
  const changes = recorded.kind === "nothing" ? [] : recorded.changes;
  const isDue = new Map(changes.map((change) => [change.uuid, !isOwn(change)]));
  const due = new Set(position.due);
  for (const outcome of outcomes) {
    if (typeof outcome !== "string" && outcome.kind !== "failed") due.delete(outcome.reading.id);
  }
  for (const [uuid, isForeign] of isDue) if (isForeign) due.add(uuid);
  return { ...moved, mark: recorded.now, due: [...due] };
}

function watching(watch: Position["watch"], own: DirectWritten["own"]): Position["watch"] {
  if (own === undefined) return watch;
  return { unsettled: {}, ...watch, own: [...watch?.own ?? [], own] };
}
