import type { RecordedChange } from "@/adapters/taskwarrior/common/feed.ts";
import { textOfBytes } from "@/adapters/taskwarrior/stored/stored_line.ts";

/** What was recorded of one change of ours, as bytes. */
interface OwnLine {
  readonly line: string;
  readonly json: string;
}

/** Whether a change is one of these; the line says when it was made. */
export function isOwnOf(own: readonly OwnLine[]): (change: RecordedChange) => boolean {
  const lines = new Set(own.map(({ line }) => textOfBytes(line)));
  const objects = new Set(own.map(({ json }) => textOfBytes(json)));
  return (change) =>
    change.kind === "state" &&
    (change.stored === null ? objects.has(change.json) : lines.has(change.stored));
}
