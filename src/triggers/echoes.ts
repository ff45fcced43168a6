import type { StoredStep } from "@/triggers/tally.ts";

/** Deliveries of our own writes: they say nothing new, so they need not be looked at. */
export interface Echoes {
  /** Heard of every step that is in the log. */
  note(step: StoredStep): void;
  /**
   * Whether so many deliveries that name this task are all of our own writes; counts them off. One that is
   * somebody else's makes one more, and then the task is looked at.
   */
  cover(vikunjaId: number, deliveries: number): boolean;
}

/** Vikunja sends within 13 s if it sends at all (contract, webhooks); it mostly takes 30 ms. */
const lifeMs = 15_000;

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createEchoes(elapsed: () => number): Echoes {
  const expected = new Map<number, { count: number; readonly at: number }>();

  function forgetOld(): void {
    for (const [id, { at }] of expected) {
      if (elapsed() - at > lifeMs) expected.delete(id);
    }
  }

  return {
    note({ before, events, after }) {
      for (const event of events) {
        if (event.type !== "PushConfirmed" || event.data.side !== "vikunja") continue;
        const push = before.vikunja.pending?.push;
        const id = after.vikunjaId;
        if (push === undefined || id === null || !sendsOne(push)) continue;
        expected.set(id, { count: (expected.get(id)?.count ?? 0) + 1, at: elapsed() });
      }
    },
    cover(id, deliveries) {
      forgetOld();
      const known = expected.get(id);
      if (known === undefined || known.count < deliveries) {
        expected.delete(id);
        return false;
      }
      known.count -= deliveries;
      if (known.count === 0) expected.delete(id);
      return true;
    },
  };
}

type Push = NonNullable<StoredStep["before"]["vikunja"]["pending"]>["push"];

/** A create, a delete, and a change of the task's own fields send one delivery each (contract, deliveries). */
function sendsOne(push: Push): boolean {
  if (push.kind !== "update") return true;
  const { labels, depends, comments, link: _, ...own } = push.patch;
  return labels === undefined && depends === undefined && comments === undefined &&
    Object.keys(own).length > 0;
}
