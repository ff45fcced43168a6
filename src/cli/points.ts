import { isDay } from "@/domain/instant.ts";
import { operationPosition } from "@/domain/operation.ts";
import { parseDuration } from "@/config/duration.ts";
import { usageError } from "@/cli/arguments.ts";
import type { Option } from "@/cli/option.ts";

/** Forms of a time; the first two are so long ago. */
const times = "2h, 3d, 2026-11-20, 2026-11-20T15:00";

export const sinceOption = {
  type: "text",
  value: "WHEN",
  summary: `From then on: ${times}`,
} as const satisfies Option;

export const linesOption = {
  type: "text",
  short: "n",
  value: "N",
  summary: "The last N of them",
} as const satisfies Option;

export const atOption = {
  type: "text",
  value: "WHEN",
  summary: "As it was then: a time, op-N (after that operation), @-1 (before the last one)",
} as const satisfies Option;

export const pointDetails: readonly string[] = [
  `WHEN is a time (${times}), an operation of \`history\` (op-131: right after it),`,
  "or @-N: before the last N operations, of the task where one is named.",
];

const yearMs = 365 * 86_400_000;

/** ISO instant; `null`: it is no time. A duration is so long ago, a date alone that day's beginning here. */
function timeIn(text: string, now: Date): string | null {
  const years = /^(\d{1,2})y$/.exec(text)?.[1];
  const ms = years === undefined ? parseDuration(text) : Number(years) * yearMs;
  if (ms !== null) return new Date(now.getTime() - ms).toISOString();
  const at = new Date(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text);
  return Number.isNaN(at.getTime()) || !isDay(text) ? null : at.toISOString();
}

interface Asked {
  readonly option: string;
  readonly command: string;
  readonly now: Date;
}

/** ISO instant of a time, and of nothing else. @throws {SyncError} `USAGE` */
export function timeOf(text: string, { option, command, now }: Asked): string {
  const at = timeIn(text, now);
  if (at !== null) return at;
  throw usageError(`${option} needs a time such as ${times}`, command);
}

/** @throws {SyncError} `USAGE` */
export function sinceIn(text: string, now: Date, command: string): string {
  return timeOf(text, { option: "--since", command, now });
}

/**
 * A point as the log is asked for it.
 * @throws {SyncError} `USAGE`
 */
export function pointIn(text: string, { option, command, now }: Asked): string {
  if (operationPosition(text) !== null || /^@(-\d{1,6})?$/.test(text) || text === "now") {
    return text;
  }
  const at = timeIn(text, now);
  if (at !== null) return at;
  throw usageError(`${option} needs a time such as ${times}, op-N or @-1`, command);
}

/** Of `--at`; `null`: nobody said. @throws {SyncError} `USAGE` */
export function pointOf(text: string | null, command: string, now: Date): string | null {
  return text === null ? null : pointIn(text, { option: "--at", command, now });
}

/** `null`: nobody said. @throws {SyncError} `USAGE` */
export function countIn(text: string | null, command: string): number | null {
  if (text === null) return null;
  if (!/^\d{1,9}$/.test(text)) throw usageError("-n needs a number", command);
  return Number(text);
}
