import type { Json } from "@/domain/json.ts";

/** Up to where everything was handed out, and what lies beyond. */
export interface Position {
  /** Which kind of record the marks are of. */
  readonly line: "2" | "3";
  readonly mark: Json;
  /** Recorded before the mark and not handed out yet. */
  readonly due: readonly string[];
  /**
   * 2.6: from where our own recent writes are looked after, a while longer (a `task edit` that was
   * open meanwhile writes whole files when it ends); `null`: none.
   */
  readonly watch: { readonly from: Json; readonly untilMs: number } | null;
}

const version = 1;

export function writeCursor(position: Position | null): string {
  return position === null ? "" : JSON.stringify({ version, ...position });
}

/** `null`: none, or from another version of Taskwarrior or of this program. */
export function readCursor(cursor: string | null, line: "2" | "3"): Position | null {
  if (cursor === null || cursor === "") return null;
  const { version: found, ...position } = parse(cursor);
  return found === version && position.line === line ? position as Position : null;
}

function parse(cursor: string): Partial<Position & { readonly version: number }> {
  try {
    return JSON.parse(cursor);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
