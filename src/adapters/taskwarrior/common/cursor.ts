import type { Json } from "@/domain/json.ts";
import type { OwnRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";

/** Up to where everything was handed out, and what lies beyond. */
export interface Position {
  /** Which kind of record the marks are of. */
  readonly line: "2" | "3";
  readonly mark: Json;
  /** Recorded before the mark and not handed out yet. */
  readonly due: readonly string[];
  /** Set: what is no longer there is still to be told by a read of everything, once nothing is due. */
  readonly owesAll?: true;
  /** 2.6: our own writes, looked after for a while; `null`: none. */
  readonly watch: Watch | null;
}

/** A command of 2.6's that had read its files before a write of ours can still destroy it when it ends. */
export interface Watch {
  readonly own: readonly OwnRange[];
  /** Since when (in ms) a command seems to be between its data and its record, by task. */
  readonly unsettled: Readonly<Record<string, number>>;
  /** What stood then was taken as it is: size of `undo.data`, by task. What was written before is not looked after. */
  readonly taken?: Readonly<Record<string, number>>;
}

const version = 2;

/** `kept`: names of late fields and of the attributes that keep them, see {@link keptIn}. */
export function writeCursor(position: Position | null, kept: string): string {
  if (position === null) return "";
  return JSON.stringify({ version, ...position, ...(kept === "" ? {} : { kept }) });
}

/** Which attributes were read up to there; others have to be looked for in every task. */
export function keptIn(cursor: string | null): string {
  return cursor === null || cursor === "" ? "" : parse(cursor).kept ?? "";
}

/** `null`: none, or from another version of Taskwarrior or of this program. */
export function readCursor(cursor: string | null, line: "2" | "3"): Position | null {
  if (cursor === null || cursor === "") return null;
  const { version: found, kept: _, ...position } = parse(cursor);
  return found === version && position.line === line ? position as Position : null;
}

function parse(
  cursor: string,
): Partial<Position & { readonly version: number; readonly kept: string }> {
  try {
    return JSON.parse(cursor);
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
