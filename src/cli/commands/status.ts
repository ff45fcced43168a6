import type { Status } from "@/ports/operations.ts";
import { defineCommand } from "@/cli/command.ts";
import { exitCodeOfStatus } from "@/cli/exit_code.ts";
import { counted } from "@/cli/words.ts";
import { daemonLines } from "@/cli/commands/daemon_text.ts";
import { deadLines, leftOutLines, pushLines, rejectedLines } from "@/cli/commands/push_text.ts";
import { heldLines } from "@/cli/commands/held_text.ts";
import { tableLines } from "@/cli/terminal/table.ts";

export const statusCommand = defineCommand({
  summary: "Show what is linked, waiting, failing and in conflict",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: [
    "Exit code 75 when changes wait for the next run or the last run failed, 3 when some were given up,",
    "left out or not taken.",
  ],
  async run(_given, { open, output, signal }) {
    await using opened = await open({ needsServer: false });
    const inspect = await opened.deps.inspect();
    const status = await inspect.status(signal);
    output.result(status, () => statusLines(status));
    return exitCodeOfStatus(status);
  },
});

function statusLines(status: Status): readonly string[] {
  const { taskwarrior, vikunja } = status.limits;
  return [
    `server      ${status.server ?? "none yet"}`,
    `linked      ${counted(status.linked, "task")}`,
    ...selectionLines(status),
    `last sync   ${status.lastSyncAt ?? "never"}`,
    ...failureLines(status),
    `last full   ${status.lastFullAt ?? "never"}`,
    `conflicts   ${status.conflicts}${
      status.refused === 0 ? "" : `, ${status.refused} of them not taken; see \`conflicts\``
    }`,
    `writes      up to ${taskwarrior} at a time in Taskwarrior, ${vikunja} in Vikunja`,
    `log         ${counted(status.events, "event")}`,
    ...daemonLines(status.daemon),
    ...(status.oldestPendingAt === null ? [] : [`oldest      ${status.oldestPendingAt} waits`]),
    ...(status.wakes === null ? [] : [
      `spool       ${counted(status.wakes.count, "wake-up")} of the hook not looked at since ` +
      `${status.wakes.since}; run \`sync\``,
    ]),
    ...heldLines(status.held),
    ...pushLines("waiting", status.pending),
    ...deadLines(status.dead),
    ...leftOutLines(status.leftOut),
    ...rejectedLines(status.rejected),
    ...outOfScope(status),
  ];
}

function failureLines({ failure }: Status): readonly string[] {
  if (failure === null) return [];
  const { at, code, message, since, hint } = failure;
  return [
    `last try    ${at} failed: ${message} (${code})`,
    ...(hint === null ? [] : [`            ${hint}`]),
    `failing     since ${since}`,
  ];
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

function outOfScope({ outOfScope: tasks }: Status): readonly string[] {
  if (tasks.length === 0) return [];
  const rows = tasks.map(({ task, reason }) => [task.slice(0, 8), reason]);
  const title = `left alone: ${counted(tasks.length, "task")}`;
  return ["", title, ...tableLines([{ title: "task" }, { title: "reason" }], rows)];
}
