import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { Patch } from "@/domain/push.ts";
import type { Write, Written } from "@/ports/replica.ts";

/**
 * Tasks as the writes of this process left them. Invariant: what is kept of a task is the last that the engine was told
 * of it, so that it may stand for a read of the task where nothing is replaced: an edit of somebody else that is not
 * known yet shows at the next read of changes, as it would have if it had been made a moment later.
 */
export interface ToldTasks {
  note(raw: RawObject): void;
  /** `null`: not made by this process, read since, or made too long ago. */
  of(id: string): RawObject | null;
  /** They were read, or something else became of them. */
  forget(ids: readonly string[]): void;
}

/** Characters of all that is kept: of some thousand tasks. */
const maxLength = 4_000_000;

export function createToldTasks(): ToldTasks {
  /** As text, which takes a fraction of what the objects do. */
  const told = new Map<string, string>();
  let length = 0;

  function forget(id: string): void {
    length -= told.get(id)?.length ?? 0;
    told.delete(id);
  }

  return {
    note(raw) {
      const id = String(raw["id"]);
      forget(id);
      const text = JSON.stringify(raw);
      told.set(id, text);
      length += text.length;
      for (const oldest of told.keys()) {
        if (length <= maxLength) return;
        forget(oldest);
      }
    },
    of(id) {
      const text = told.get(id);
      return text === undefined ? null : JSON.parse(text) as RawObject;
    },
    forget: (ids) => ids.forEach(forget),
  };
}

/** Where nothing is replaced, and the server itself says of what is added whether it is there. */
export function mayGoUnread(write: Pick<Write, "mayHaveHappened">, patch: Patch): boolean {
  const { depends, ...others } = patch;
  return depends !== undefined && depends.remove.length === 0 &&
    Object.keys(others).length === 0 && !write.mayHaveHappened;
}

export function isAllDone(outcome: Written): boolean {
  return outcome.kind === "written" && outcome.leftOut.length === 0 &&
    outcome.undone === undefined;
}
