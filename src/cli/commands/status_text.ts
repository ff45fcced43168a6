import type { ListStand } from "@/ports/list_store.ts";
import type { Status } from "@/ports/operations.ts";
import type { RunFailure } from "@/ports/log_reader.ts";
import { counted } from "@/words/words.ts";
import { daemonLines } from "@/cli/commands/daemon_text.ts";
import { heldLines } from "@/cli/commands/held_text.ts";
import { deadLines, leftOutLines, pushLines, rejectedLines } from "@/cli/commands/push_text.ts";
import { verdict } from "@/cli/commands/verdict.ts";
import type { Page } from "@/cli/output.ts";
import { tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { when } from "@/words/when.ts";

interface ShownStatus extends Status {
  /** ISO instant; `null`: there is none; absent: none are made by themselves. */
  readonly lastBackupAt?: string | null;
  /** The sync server whose replica is Taskwarrior's side; absent: it is a `task` on this machine. */
  readonly replicaOf?: string;
  /** Absent: the log is in no database. */
  readonly list?: ListStand;
}

/** The answer first, then how things stand, then what wants something, a table each. */
export function statusLines(status: ShownStatus, page: Page): readonly string[] {
  const { now } = page;
  const { taskwarrior, vikunja } = status.limits;
  const at = (iso: string | null) => iso === null ? "never" : when(iso, now);
  return [
    verdict(status, now),
    "",
    `server      ${status.server ?? "none yet"}`,
    ...(status.replicaOf === undefined ? [] : [`taskwarrior a replica at ${status.replicaOf}`]),
    `linked      ${counted(status.linked, "task")}`,
    ...selectionLines(status),
    `last sync   ${at(status.lastSyncAt)}`,
    ...failureLines(status, now),
    `last full   ${at(status.lastFullAt)}`,
    `conflicts   ${status.conflicts}${
      status.refused === 0 ? "" : `, ${status.refused} of them not taken; see \`conflicts\``
    }`,
    `writes      up to ${taskwarrior} at a time in Taskwarrior, ${vikunja} in Vikunja`,
    `log         ${counted(status.events, "event")}`,
    ...listLines(status),
    ...backupLines(status, now),
    ...daemonLines(status.daemon, now),
    ...(status.oldestPendingAt === null
      ? []
      : [`oldest      waits since ${when(status.oldestPendingAt, now)}`]),
    ...(status.wakes === null ? [] : [
      `spool       ${counted(status.wakes.count, "wake-up")} of the hook not looked at since ` +
      `${when(status.wakes.since, now)}; run \`sync\``,
    ]),
    ...heldLines(status.held, page),
    ...pushLines("waiting", status.pending, page),
    ...deadLines(status.dead, page),
    ...leftOutLines(status.leftOut, page),
    ...rejectedLines(status.rejected, page),
    ...outOfScope(status, page),
  ];
}

function listLines({ list: stand }: ShownStatus): readonly string[] {
  if (stand === undefined) return [];
  return [`list        ${stand.list}: ${ownedBy(stand)}`];
}

function ownedBy({ owner, isHere, movedTo, error }: ListStand): string {
  if (error !== null) return `nobody knows whose it is: ${error.message} (${error.code})`;
  if (movedTo !== null) return `its log was moved to ${movedTo}`;
  if (owner === null) return "nobody has it now";
  const { host, command, pid, stateDir } = owner;
  return isHere
    ? `this host has it (${command}, process ${pid})`
    : `${host} has it (${command}, process ${pid}, ${stateDir})`;
}

function backupLines({ lastBackupAt }: ShownStatus, now: Date): readonly string[] {
  if (lastBackupAt === undefined) return [];
  return [
    lastBackupAt === null
      ? "last backup none: `serve` makes one a day, or `backup create`"
      : `last backup ${when(lastBackupAt, now)}`,
  ];
}

function failureLines({ failure, lastFailed }: Status, now: Date): readonly string[] {
  if (failure !== null) {
    const { at, code, message, since, hint } = failure;
    return [
      `last try    ${when(at, now)} failed: ${message} (${code})`,
      ...(hint === null ? [] : [`            ${hint}`]),
      `failing     since ${when(since, now)}`,
    ];
  }
  return lastFailed === null ? [] : [`last failed ${pastFailure(lastFailed, now)}`];
}

function pastFailure({ at, code, message }: RunFailure, now: Date): string {
  return `${when(at, now)}, and worked since: ${message} (${code})`;
}

function selectionLines({ selection: { words, outside } }: Status): readonly string[] {
  if (words.length === 0 && outside.length === 0) return [];
  const count = outside.reduce((sum, each) => sum + each.count, 0);
  return [
    `selected    ${words.length === 0 ? "everything" : words.join("; ")}`,
    ...(count === 0 ? [] : [`outside     ${counted(count, "task")}, left alone on both sides`]),
    ...outside.slice(0, maxReasons).map((each) =>
      `            ${each.count} since ${each.because}`
    ),
    ...(outside.length <= maxReasons
      ? []
      : [`            and ${outside.length - maxReasons} more reasons`]),
  ];
}

/** Each project that is not selected is one. */
const maxReasons = 5;

function outOfScope({ outOfScope: tasks }: Status, { columns }: Page): readonly string[] {
  if (tasks.length === 0) return [];
  const rows = tasks.map(({ task, title, reason }) => [task.slice(0, 8), title, reason]);
  const described = [{ title: "task" }, titleColumn, { title: "reason", cut: 2 } as const];
  return [
    "",
    `left alone: ${counted(tasks.length, "task")}`,
    ...tableLines(described, rows, columns),
  ];
}
