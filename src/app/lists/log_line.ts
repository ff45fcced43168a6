import type { ServeLine } from "@/ports/daemon.ts";

/** A line of a list's own log, which only its owner reads. */
export function lineOf(line: ServeLine): string {
  if ("text" in line) return line.text;
  const { task, title, side, push } = line.change;
  return `${push.kind} in ${side}: ${title} (${task})`;
}
