import type { FullScreen } from "@/ports/full_screen.ts";

interface Painter {
  show(lines: readonly string[]): void;
  /** What stands there is not known any more. */
  forget(): void;
}

const clearAll = "\x1b[2J";
const clearLine = "\x1b[2K";
const plainAgain = "\x1b[0m";

/** Without colours none of theirs is sent. */
function ended(line: string): string {
  return line.includes("\x1b") ? `${line}${plainAgain}` : line;
}

/** Writes the lines that differ from those that stand there. `painted`: a line as the terminal is told it. */
export function createPainter(
  screen: Pick<FullScreen, "write">,
  painted: (line: string) => string,
): Painter {
  let before: readonly string[] | null = null;
  return {
    show(lines) {
      const changed = lines.flatMap((line, at) =>
        line === before?.[at] ? [] : [
          `\x1b[${at + 1};1H${clearLine}${ended(painted(line))}`,
        ]
      );
      const all = before === null ? [clearAll, ...changed] : changed;
      if (all.length > 0) screen.write(all.join(""));
      before = lines;
    },
    forget: () => void (before = null),
  };
}
