import type { Progress } from "@/ports/operations.ts";
import type { Screen } from "@/cli/terminal/screen.ts";

const words: Readonly<Record<Progress["phase"], string>> = {
  reading: "reading both sides",
  comparing: "comparing",
  writing: "writing",
  checking: "checking what was written",
};

/** A bar on a terminal, elsewhere a line for each phase that begins. */
export function progressOn(screen: Screen): (progress: Progress) => void {
  let phase: Progress["phase"] | null = null;
  return (progress) => {
    if (screen.isTerminal) return screen.status(barText(progress));
    if (progress.phase === phase) return;
    phase = progress.phase;
    const isFinal = progress.total !== null && phase !== "writing";
    const count = isFinal ? ` (${progress.total})` : "";
    screen.line(`${words[phase]}${count} …`);
  };
}

const barWidth = 24;

function barText({ phase, done, total }: Progress): string {
  if (total === null || total === 0) {
    return `${words[phase]} …${done === 0 ? "" : ` ${done}`}`;
  }
  const filled = Math.min(barWidth, Math.round(done / total * barWidth));
  const bar = "█".repeat(filled) + "░".repeat(barWidth - filled);
  return `${bar} ${words[phase]} ${done}/${total}`;
}
