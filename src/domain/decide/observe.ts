import { keepUndeleted, keepUnseen } from "@/domain/decide/doubtful.ts";
import type { Draft } from "@/domain/decide/draft.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { PairState } from "@/domain/state.ts";
import type { Reading, Side, Task } from "@/domain/task.ts";

/**
 * Records what a look showed, if it is news; an echo of what is known yields
 * nothing, and neither does a task that is not (or no longer) of this pair.
 */
export function observe(draft: Draft, side: Side, reading: Reading): void {
  const known = draft.state[side];
  if (reading.id !== ownId(draft.state, side)) return;
  switch (reading.kind) {
    case "present": {
      if (known.presence === "present" && known.held === "wanted") {
        // It was not carried out after all.
        draft.add({ type: "DeletionReleased", data: { side, because: "there again" } });
      }
      const same = known.presence === "present" && jsonEqual(known.task, reading.task) &&
        jsonEqual(known.extra, reading.extra) && known.readOnly === (reading.readOnly ?? null) &&
        known.isTaken === (reading.isTaken ?? known.isTaken) &&
        jsonEqual(known.places, { ...known.places, ...reading.places });
      if (same) return;
      if (known.held === "held") {
        draft.add({ type: "DeletionReleased", data: { side, because: "there again" } });
      }
      const { id, task, extra, changedAt, changedWithin, readOnly, createdAt, isTaken, places } =
        reading;
      draft.add({
        type: "TaskObserved",
        data: {
          side,
          id,
          task,
          extra,
          changedAt,
          ...(changedWithin === undefined ? {} : { changedWithin }),
          ...(readOnly === undefined ? {} : { readOnly }),
          ...(createdAt === undefined ? {} : { createdAt }),
          ...(places === undefined ? {} : { places }),
          ...(isTaken === undefined ? {} : { isTaken }),
        },
      });
      return keepUnseen(draft, side, reading);
    }
    case "gone": {
      const how = reading.how === "missing" && known.presence === "deleted"
        ? "deleted"
        : reading.how;
      if (known.presence === how || known.presence === "unknown") return;
      const task = lastOf(known.task, reading.last);
      const { changedAt } = reading;
      draft.add({
        type: "TaskGone",
        data: {
          side,
          how,
          changedAt,
          ...(reading.expired === true ? { expired: true } : {}),
          ...(task === null ? {} : { task }),
        },
      });
      return keepUndeleted(draft, side, reading);
    }
    case "withdrawn":
      if (known.presence === "withdrawn") return;
      return draft.add({ type: "TaskWithdrawn", data: { side, reason: reading.reason } });
  }
}

/** What was changed of it since it was last seen; `null`: nothing, or that is not known. */
function lastOf(known: Task | null, last: Task | undefined): Task | null {
  if (known === null || last === undefined) return null;
  const { done, doneAt } = known;
  const task = { ...last, done, doneAt };
  return jsonEqual(task, known) ? null : task;
}

function ownId(state: PairState, side: Side): string {
  return side === "taskwarrior" ? state.streamId : String(state.vikunjaId);
}
