import type { SandboxRuntime } from "../runtime.ts";

/** One write at a time; a second one meanwhile collides, as on a server with SQLite. */
interface Overlap {
  /** False: another write is running, this one must fail. */
  enter(): boolean;
  leave(): Promise<void>;
}

/** How long a write keeps others out. */
const writeMs = 4;

export function createOverlap(enabled: boolean, runtime: Pick<SandboxRuntime, "after">): Overlap {
  let isWriting = false;
  return {
    enter() {
      if (!enabled) return true;
      if (isWriting) return false;
      isWriting = true;
      return true;
    },
    async leave() {
      if (!enabled) return;
      await new Promise<void>((resolve) => runtime.after(writeMs, resolve));
      isWriting = false;
    },
  };
}
