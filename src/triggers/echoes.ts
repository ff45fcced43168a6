import type { StoredStep } from "@/triggers/tally.ts";

/** Deliveries of our own writes: they say nothing new, so they need not be looked at. */
export interface Echoes {
  /** Heard of every step that is in the log. */
  note(step: StoredStep): void;
  /**
   * Whether the deliveries that name this task, by event, are all of our own writes; counts them off. One
   * that is somebody else's makes one more, and then the task is looked at.
   */
  cover(vikunjaId: number, deliveries: readonly string[]): boolean;
}

/** Vikunja sends within 13 s if it sends at all (contract, webhooks); it mostly takes 30 ms. */
const lifeMs = 15_000;

/** `elapsed`: milliseconds on a clock that does not jump. */
export function createEchoes(elapsed: () => number): Echoes {
  const expected = new Map<number, { readonly events: readonly string[]; readonly at: number }>();

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
        const id = after.vikunjaId ?? before.vikunjaId;
        const name = push === undefined ? null : deliveryOf(push);
        if (name === null || id === null) continue;
        expected.set(id, { events: [...expected.get(id)?.events ?? [], name], at: elapsed() });
      }
    },
    cover(id, deliveries) {
      forgetOld();
      const known = expected.get(id);
      expected.delete(id);
      if (known === undefined) return false;
      const left = [...known.events];
      for (const name of deliveries) {
        const at = left.indexOf(name);
        if (at < 0) return false;
        left.splice(at, 1);
      }
      if (left.length > 0) expected.set(id, { ...known, events: left });
      return true;
    },
  };
}

type Push = NonNullable<StoredStep["before"]["vikunja"]["pending"]>["push"];

/** A create, a delete, and a change of the task's own fields send one delivery each (contract, deliveries). */
function deliveryOf(push: Push): string | null {
  switch (push.kind) {
    case "create":
      return "task.created";
    case "delete":
      return "task.deleted";
    case "update": {
      const { labels, depends, comments, link: _, ...own } = push.patch;
      const isOwn = labels === undefined && depends === undefined && comments === undefined &&
        Object.keys(own).length > 0;
      return isOwn ? "task.updated" : null;
    }
  }
}
