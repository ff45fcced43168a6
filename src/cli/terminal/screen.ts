import { cutToWidth } from "@/cli/terminal/width.ts";

interface ScreenDeps {
  /** Writes to stderr. */
  readonly write: (text: string) => void;
  /** Width of the terminal; `null` where stderr is none. */
  readonly columns: () => number | null;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
}

/** Lines for people, and under them, on a terminal, one line that changes. */
export interface Screen {
  readonly isTerminal: boolean;
  line(text: string): void;
  /** Shows the changing line, at most 20 times a second. */
  status(text: string): void;
  /** Removes the changing line. */
  clear(): void;
}

const redrawMs = 50;
const removeLine = "\r\x1b[K";

export function createScreen({ write, columns, elapsed }: ScreenDeps): Screen {
  let isShown = false;
  let drawnAt = -Infinity;
  const clear = () => {
    if (isShown) write(removeLine);
    isShown = false;
  };
  return {
    isTerminal: columns() !== null,
    line(text) {
      clear();
      write(`${text}\n`);
    },
    status(text) {
      const width = columns();
      if (width === null || elapsed() - drawnAt < redrawMs) return;
      drawnAt = elapsed();
      isShown = true;
      write(removeLine + cutToWidth(text, width - 1));
    },
    clear,
  };
}
