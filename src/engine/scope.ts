import type { TaskEngine } from "@/engine/task_engine.ts";

/** What a scope's `quiet` waits for: that its messages are on the log, or that all that came of them is done. */
export type ScopeWaits = "handled" | "done";

/** The engine for one piece of work: `quiet` waits for that work alone, whatever else goes on. */
export function scopeOf(engine: TaskEngine, waits: ScopeWaits): TaskEngine & Disposable {
  const open = new Set<string>();
  let unhandled = 0;
  let waiters: (() => void)[] = [];

  function wake(): void {
    if (unhandled > 0 || open.size > 0) return;
    const woken = waiters;
    waiters = [];
    for (const each of woken) each();
  }

  const stopResting = engine.onRest((streamId) => {
    if (open.delete(streamId)) wake();
  });
  const stopBranching = engine.onBranch((from, to) => {
    if (open.has(from)) open.add(to);
  });

  const post: TaskEngine["post"] = (streamId, message, posted = {}) => {
    unhandled++;
    const onHandled = () => {
      unhandled--;
      posted.onHandled?.();
      wake();
    };
    if (waits === "done") open.add(streamId);
    try {
      engine.post(streamId, message, { ...posted, onHandled });
    } catch (thrown) {
      unhandled--;
      if (engine.isAtRest(streamId)) open.delete(streamId);
      throw thrown;
    }
  };

  return {
    ...engine,
    post,
    ask(streamId, message, posted) {
      if (waits === "done") open.add(streamId);
      return engine.ask(streamId, message, posted);
    },
    async quiet() {
      while (unhandled > 0 || open.size > 0) {
        if (engine.failure() !== null && engine.isQuiet()) break;
        await new Promise<void>((woken) => waiters.push(woken));
      }
      const failure = engine.failure();
      if (failure !== null) throw failure;
    },
    isQuiet: () => unhandled === 0 && open.size === 0,
    [Symbol.dispose]() {
      stopResting();
      stopBranching();
    },
  };
}
