import type { CrossedUndo } from "@tests/simulation/oracles/missed.ts";

/** Commands at the terminal that are not over. */
export interface TerminalCommands {
  running: number;
  begun: number;
  overlapped: boolean;
  undoing: number;
  /** When the last `task undo` ended. */
  lastUndoMs: number;
  readonly crossedUndoes: CrossedUndo[];
}

export function noCommands(): TerminalCommands {
  return {
    running: 0,
    begun: 0,
    overlapped: false,
    undoing: 0,
    lastUndoMs: -Infinity,
    crossedUndoes: [],
  };
}
