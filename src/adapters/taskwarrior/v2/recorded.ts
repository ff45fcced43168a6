import type { HeldFile } from "@/adapters/taskwarrior/stored/task_files.ts";
import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";

/** Where `undo.data` ended, and what stood there. */
export interface Recorded {
  readonly size: number;
  /** The last bytes before `size`. */
  readonly tail: Uint8Array;
}

const end = "\n---\n";

/**
 * From where on the file is another one since. Mostly its end then; where `task undo` took entries away meanwhile, what
 * was recorded after that begins before it.
 */
export function goneOnFrom(
  undo: Pick<HeldFile, "size" | "read">,
  { size, tail }: Recorded,
): number {
  const start = size - tail.length;
  const now = undo.read(start, Math.max(start, Math.min(size, undo.size())));
  const same = tail.findIndex((byte, at) => now[at] !== byte);
  if (same < 0) return size;
  const known = bufferOf(tail.subarray(0, same)).toString("latin1");
  const whole = known.lastIndexOf(end);
  return whole < 0 ? start : start + whole + end.length;
}
