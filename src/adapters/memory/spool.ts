import type { Runtime } from "@/ports/runtime.ts";
import { anyTask, type Spool } from "@/ports/spool.ts";
import type { MemoryProcess } from "@/adapters/memory/process.ts";

/** The spool of a disk in memory, as this process uses it. */
export function createMemorySpool(
  process: MemoryProcess,
  runtime: Pick<Runtime, "now">,
): Spool {
  const { spool } = process.disk;
  return {
    leave() {
      process.write("spool", () => {
        spool.lines.push(anyTask);
        spool.since ??= runtime.now().toISOString();
        for (const tell of spool.watchers) tell();
      });
    },
    hasWakes: () => spool.lines.length > 0,
    waiting() {
      const { lines, since } = spool;
      return since === null ? null : { count: lines.length, since };
    },
    drain() {
      if (spool.lines.length === 0) return [];
      return process.write("spool", () => {
        spool.since = null;
        return spool.lines.splice(0);
      });
    },
  };
}

interface WatchOptions {
  readonly runtime: Pick<Runtime, "after">;
  /** How long it takes until one is told of. */
  readonly afterMs: () => number;
}

/** Calls, some time after each wake-up that somebody leaves, until disposed or the process is over. */
export function watchMemorySpool(
  process: MemoryProcess,
  { runtime, afterMs }: WatchOptions,
  onChange: () => void,
): Disposable {
  const { watchers } = process.disk.spool;
  const tell = () => {
    runtime.after(afterMs(), () => {
      if (watchers.has(tell) && !process.isOver) onChange();
    });
  };
  watchers.add(tell);
  return { [Symbol.dispose]: () => void watchers.delete(tell) };
}
