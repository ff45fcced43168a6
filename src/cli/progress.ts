import type { Progress } from "@/ports/operations.ts";
import type { Screen } from "@/cli/terminal/screen.ts";
import { span } from "@/words/when.ts";

const words: Readonly<Record<Progress["phase"], string>> = {
  reading: "reading both sides",
  comparing: "comparing",
  writing: "writing",
  checking: "checking what was written",
};

/** Where nothing can be drawn, long work says this often how far it is. */
const lineEveryMs = 5_000;
/** Before that nobody can tell how long it takes. */
const leastForEtaMs = 2_000;
/** Nor by fewer, the first of which wait for all that they have in common. */
const leastForEta = 5;

interface ProgressShown {
  show(progress: Progress): void;
  /** Somebody is asked: until `resume` no time passes. */
  pause(): void;
  resume(): void;
}

/**
 * A bar on a terminal; elsewhere a line for each phase that begins, and one every five seconds of a long one.
 * `elapsed`: milliseconds on a clock that does not jump.
 */
export function progressOn(screen: Screen, elapsed: () => number): ProgressShown {
  let phase: Progress["phase"] | null = null;
  let beganAt = 0;
  let saidAt = 0;
  let pausedAt: number | null = null;

  function show(progress: Progress): void {
    const now = elapsed();
    const isNew = progress.phase !== phase;
    if (isNew) [phase, beganAt, saidAt] = [progress.phase, now, now];
    if (screen.isTerminal) return screen.status(barText(progress, now - beganAt));
    if (isNew) {
      const isFinal = progress.total !== null && phase !== "writing";
      return screen.line(`${words[progress.phase]}${isFinal ? ` (${progress.total})` : ""} …`);
    }
    if (now - saidAt < lineEveryMs || progress.total === null) return;
    saidAt = now;
    screen.line(farText(progress, now - beganAt));
  }

  return {
    show,
    pause: () => void (pausedAt ??= elapsed()),
    resume() {
      if (pausedAt === null) return;
      const ms = elapsed() - pausedAt;
      [beganAt, saidAt, pausedAt] = [beganAt + ms, saidAt + ms, null];
    },
  };
}

const barWidth = 24;

function barText(progress: Progress, ms: number): string {
  const { phase, done, total } = progress;
  if (total === null || total === 0) {
    return `${words[phase]} …${done === 0 ? "" : ` ${done}`}`;
  }
  const filled = Math.min(barWidth, Math.round(done / total * barWidth));
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
  return `${bar} ${farText(progress, ms)}`;
}

function farText({ phase, done, total }: Progress, ms: number): string {
  const left = total === null || done < leastForEta || ms < leastForEtaMs || done >= total
    ? ""
    : `, about ${span(ms / done * (total - done))} left`;
  return `${words[phase]} ${done}/${total}${left}`;
}
