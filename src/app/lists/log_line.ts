import type { ServeLine } from "@/ports/daemon.ts";
import type { Io } from "@/ports/io.ts";

/** A list's own log, which only its owner reads. */
type ListLog = (level: "info" | "warn", text: string) => void;

export function linesTo(log: ListLog): (line: ServeLine) => void {
  return (line) => log(line.level, lineOf(line));
}

/** Nobody sees its requests, and nobody is there to be asked. */
export function talkingTo(log: ListLog): Io {
  return {
    warn: (line) => log("warn", line),
    onRequest: null,
    confirm: () => Promise.resolve(null),
  };
}

function lineOf(line: ServeLine): string {
  if ("text" in line) return line.text;
  const { task, title, side, push } = line.change;
  return `${push.kind} in ${side}: ${title} (${task})`;
}
