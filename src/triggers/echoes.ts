import type { Patch, SetPatch } from "@/domain/push.ts";
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
        const names = push === undefined ? [] : deliveriesOf(push, event.data.lacks);
        if (names.length === 0 || id === null) continue;
        expected.set(id, { events: [...expected.get(id)?.events ?? [], ...names], at: elapsed() });
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

/**
 * A create, a delete, and a change of the task's own fields send one delivery each, and so does each assignee
 * (contract, deliveries) beside `task.assignee.*`, which `install webhooks` does not ask for.
 */
function deliveriesOf(push: Push, lacks: Patch | undefined): readonly string[] {
  switch (push.kind) {
    case "create":
      return ["task.created"];
    case "delete":
      return ["task.deleted"];
    case "update": {
      const { labels, depends, comments, link: _, assignment, ...own } = push.patch;
      if (labels !== undefined || depends !== undefined || comments !== undefined) return [];
      const one = "task.updated";
      const assigned = countOf(assignment) - countOf(lacks?.assignment);
      return [...Object.keys(own).length > 0 ? [one] : [], ...Array(assigned).fill(one)];
    }
  }
}

function countOf(set: SetPatch | undefined): number {
  return set === undefined ? 0 : set.add.length + set.remove.length;
}
