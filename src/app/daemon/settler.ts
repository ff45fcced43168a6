import type { StoredStep } from "@/engine/actor.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** Looks again at tasks whose dependencies got a counterpart. */
interface Settler extends Disposable {
  /** Hears of every step that is in the log. */
  note(step: StoredStep): void;
}

interface SettlerDeps {
  readonly engine: Pick<TaskEngine, "post" | "takeUnsettled">;
  readonly runtime: Pick<Runtime, "after">;
  readonly onFailure: (error: unknown) => void;
}

/** Many get one at once: those that wait for them are looked at together. */
const momentMs = 20;
/** Those of which it is not known for whom they wait. */
const patienceMs = 1_000;

export function createSettler({ engine, runtime, onFailure }: SettlerDeps): Settler {
  const waiting = new Set<string>();
  let soon: Disposable | null = null;
  let all: Disposable | null = null;
  let isOver = false;

  function look(streamIds: Iterable<string>): void {
    try {
      for (const streamId of streamIds) engine.post(streamId, { type: "Look", readings: [] });
    } catch (thrown) {
      onFailure(thrown);
    }
  }

  function lookAtTaken(): void {
    const taken = engine.takeUnsettled();
    for (const streamId of taken) waiting.add(streamId);
    look(taken);
  }

  function lookAtAll(): void {
    const left = [...waiting];
    waiting.clear();
    look(left);
  }

  return {
    note({ before, events }) {
      const isMade = events.some((event) =>
        event.type === "TaskLinked" ||
        event.type === "PushConfirmed" && before[event.data.side].pending?.push.kind === "create"
      );
      if (isOver || !isMade) return;
      soon ??= runtime.after(momentMs, () => {
        soon = null;
        lookAtTaken();
        if (waiting.size === 0) return;
        all ??= runtime.after(patienceMs, () => {
          all = null;
          lookAtAll();
        });
      });
    },
    [Symbol.dispose]() {
      isOver = true;
      soon?.[Symbol.dispose]();
      all?.[Symbol.dispose]();
    },
  };
}
