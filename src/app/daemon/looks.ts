import { asSyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TraceLink, Tracer } from "@/ports/tracer.ts";
import type { Run } from "@/app/run/run.ts";
import { completed, summarise } from "@/app/manual_sync.ts";
import type { createGate } from "@/app/daemon/gate.ts";
import type { createKeptEvents } from "@/app/daemon/kept_events.ts";
import { recordFailure } from "@/triggers/run_failure.ts";
import type { SyncRun } from "@/triggers/sync_run.ts";
import type { RunOptions } from "@/triggers/run_options.ts";

export interface Asked extends Partial<RunOptions> {
  /** That it went well is worth an entry in the log. */
  readonly closes?: boolean;
}

interface LooksDeps {
  readonly lend: () => Run;
  readonly gate: Pick<ReturnType<typeof createGate>, "enter">;
  readonly kept: Pick<ReturnType<typeof createKeptEvents>, "keep" | "flush">;
  readonly runtime: Pick<Runtime, "now" | "elapsed">;
  readonly tracer: Tracer;
  /** Reads in parallel. */
  readonly jobs: number;
  /** Breaks a look off. */
  readonly signal: AbortSignal;
  /** What asked for this look. */
  readonly asked: () => readonly TraceLink[];
  /** `null` warnings: it looked at a part, of which nothing is told. */
  readonly onLook: (error: null, warnings: readonly string[] | null) => void;
}

/** Looks at a part of both sides: read, handed to the tasks concerned, and on the log once each has taken it. */
export function createLooks(deps: LooksDeps) {
  const { kept, runtime, signal } = deps;
  const everyLook = {
    projects: [],
    full: false,
    allowMassDelete: false,
    resend: "none",
    jobs: deps.jobs,
  } as const satisfies RunOptions;
  const counts = { rounds: 0, failures: 0 };
  let lastRoundAt: string | null = null;
  let lastPollAt: string | null = null;

  async function lookBy(run: Run, { closes = false, ...asked }: Asked): Promise<void> {
    const startedAt = runtime.elapsed();
    const done = await run.compare({ ...everyLook, ...asked }, () => {}, signal);
    const closing = closes ? closingOf(run, done, runtime.elapsed() - startedAt) : [];
    kept.keep([...done.events, ...run.learned(), ...closing], done.raise);
    lastRoundAt = runtime.now().toISOString();
    deps.onLook(null, closes ? done.warnings : null);
  }

  function closingOf(run: Run, done: SyncRun, tookMs: number): readonly LogEvent[] {
    const isNews = run.counters.tally.requested > 0;
    return completed(run, summarise(run, done, tookMs), isNews);
  }

  async function look(asked: Asked): Promise<void> {
    using _inside = await deps.gate.enter();
    await using run = deps.lend();
    counts.rounds++;
    try {
      await lookBy(run, asked);
    } catch (thrown) {
      counts.failures++;
      if (!signal.aborted) {
        await kept.flush();
        await recordFailure(run, asSyncError(thrown));
      }
      throw thrown;
    }
  }

  return {
    look: (asked: Asked) => {
      const attributes = { tasks: asked.vikunja?.ids.length ?? 0, full: asked.full ?? false };
      return deps.tracer.spanFor(deps.asked(), "look", attributes, () => look(asked));
    },
    notePolled: () => void (lastPollAt = runtime.now().toISOString()),
    counts: () => ({ ...counts, lastRoundAt, lastPollAt }),
  };
}
