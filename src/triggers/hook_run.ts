import type { Sync } from "@/ports/operations.ts";

export interface HookRunDeps {
  /** Takes all wake-ups that wait. */
  readonly drain: () => readonly string[];
  /** Says until disposed that this process looks at the spool. */
  readonly mark: () => Disposable;
  /** Takes away what the shell script that started this process said of it. */
  readonly unmark: () => void;
  /** Leaves a wake-up for whoever looks next. */
  readonly putBack: () => void;
  readonly sync: () => Promise<Pick<Sync, "run">>;
  /** Reads in parallel. */
  readonly jobs: number;
}

/** Rounds in a row; more means that somebody writes without end, and then the next hook goes on. */
const maxRounds = 20;

/**
 * Looks until no wake-up waits. Before each look at the spool the mark is taken away, also the one that the
 * shell script set for this process: a record that comes later finds nobody and starts a process of its own.
 * What was taken and could not be looked at is put back. Returns how many wake-ups there were.
 */
export async function runHook(deps: HookRunDeps, signal: AbortSignal): Promise<number> {
  let taken = 0;
  deps.unmark();
  for (let round = 0; round < maxRounds; round++) {
    const lines = deps.drain();
    if (lines.length === 0) return taken;
    taken += lines.length;
    using _mark = deps.mark();
    await look(deps, signal);
  }
  return taken;
}

async function look({ sync, putBack, jobs }: HookRunDeps, signal: AbortSignal): Promise<void> {
  const options = { projects: [], full: false, jobs, allowMassDelete: false };
  try {
    await (await sync()).run(options, () => {}, signal);
  } catch (thrown) {
    putBack();
    throw thrown;
  }
}
