import { showing } from "@/domain/showing.ts";
import type { PairState } from "@/domain/state.ts";
import type { PresentReading, Reading } from "@/domain/task.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { Delivered } from "@/triggers/wakes.ts";

/** Deliveries of our own writes: they say nothing new, so they need not be looked at. */
export interface Echoes {
  /** Heard of every step that is in the log. */
  note(step: StoredStep): void;
  /** Whether the deliveries that name this task are all proven to show what our own writes left. */
  cover(vikunjaId: number, deliveries: readonly Delivered[]): boolean;
}

/** What one write of ours left. */
interface Left {
  /** As a delivery shows it; `null`: nothing, it was deleted. */
  readonly shows: string | null;
  readonly changedAt: string;
  readonly at: number;
}

/** Vikunja sends within 13 s if it sends at all (contract, webhooks); it mostly takes 30 ms. */
const lifeMs = 15_000;
/** Of one task. */
const mostKept = 20;

/**
 * An echo is proven by what it shows: the task with the stamp and the values that our write left. Deliveries show
 * what is there when they are sent, so one of somebody else's change shows that change, or a later state. One that
 * shows an earlier write of ours counts where its stamp is older than that of the last: else somebody may
 * have set it back.
 *
 * `elapsed`: milliseconds on a clock that does not jump.
 */
export function createEchoes(elapsed: () => number): Echoes {
  const kept = new Map<number, readonly Left[]>();
  let forgotAt = elapsed();

  function forgetOld(): void {
    forgotAt = elapsed();
    for (const [id, lefts] of kept) {
      const young = lefts.filter(({ at }) => elapsed() - at <= lifeMs);
      if (young.length === 0) kept.delete(id);
      else kept.set(id, young);
    }
  }

  return {
    note({ before, events, after }) {
      // Nobody asks where no deliveries come.
      if (elapsed() - forgotAt > lifeMs) forgetOld();
      for (const event of events) {
        if (event.type !== "PushConfirmed" || event.data.side !== "vikunja") continue;
        const id = after.vikunjaId ?? before.vikunjaId;
        const isDeleted = before.vikunja.pending?.push.kind === "delete";
        const left = isDeleted ? gone(elapsed()) : leftBy(after, elapsed());
        if (id === null || left === null) continue;
        kept.set(id, [...kept.get(id) ?? [], left].slice(-mostKept));
      }
    },
    cover(id, deliveries) {
      const lefts = (kept.get(id) ?? []).filter(({ at }) => elapsed() - at <= lifeMs);
      const last = lefts.at(-1);
      if (last === undefined) return false;
      return deliveries.every(({ event, shows }) => {
        if (event === "task.deleted") return last.shows === null;
        if (event !== "task.created" && event !== "task.updated") return false;
        const left = lefts.find((one) => one.shows !== null && one.shows === shows);
        return left !== undefined && (left.shows === last.shows || left.changedAt < last.changedAt);
      });
    },
  };
}

function gone(at: number): Left {
  return { shows: null, changedAt: "", at };
}

function leftBy(state: PairState, at: number): Left | null {
  const shows = shownBy(state);
  return shows === null ? null : { shows, changedAt: state.vikunja.changedAt ?? "", at };
}

/** As a delivery would show the task if it is as the log has it; `null`: it is not there. */
function shownBy({ vikunja }: PairState): string | null {
  const { presence, task, extra, changedAt } = vikunja;
  if (presence !== "present" || task === null || changedAt === null) return null;
  return shownAs({ task, extra, changedAt });
}

function shownAs(seen: Pick<PresentReading, "task" | "extra" | "changedAt">): string {
  return showing({ ...seen, projectTitle: seen.task.project.at(-1) ?? "" });
}

/** Whether the deliveries show nothing but what was read of the task since. */
export function isReadSince(state: PairState, deliveries: readonly Delivered[]): boolean {
  return showOnly(shownBy(state), deliveries);
}

/** Whether the deliveries show nothing but what this reading of the task shows. */
export function isShownBy(reading: Reading, deliveries: readonly Delivered[]): boolean {
  if (reading.kind !== "present") return false;
  const { task, extra, changedAt } = reading;
  return showOnly(shownAs({ task, extra, changedAt }), deliveries);
}

function showOnly(known: string | null, deliveries: readonly Delivered[]): boolean {
  return known !== null &&
    deliveries.every(({ event, shows }) =>
      (event === "task.created" || event === "task.updated") && shows === known
    );
}
