import type { PendingPush, Status } from "@/ports/operations.ts";
import { defineCommand } from "@/cli/command.ts";
import { exitCodeOfStatus } from "@/cli/exit_code.ts";
import { counted, sideNames } from "@/cli/words.ts";
import { tableLines } from "@/cli/terminal/table.ts";

export const statusCommand = defineCommand({
  summary: "Show what is linked, waiting, failing and in conflict",
  usage: "",
  maxPositionals: 0,
  options: {},
  details: ["Exit code 75 when changes wait for the next run, 3 when some were given up."],
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
    `last sync   ${status.lastSyncAt ?? "never"}`,
    `last full   ${status.lastFullAt ?? "never"}`,
    `conflicts   ${status.conflicts}`,
    `writes      up to ${taskwarrior} at a time in Taskwarrior, ${vikunja} in Vikunja`,
    `log         ${counted(status.events, "event")}`,
    ...pushes("waiting", status.pending),
    ...pushes("given up", status.dead),
    ...outOfScope(status),
  ];
}

function pushes(what: string, pushes: readonly PendingPush[]): readonly string[] {
  if (pushes.length === 0) return [];
  const rows = pushes.map(({ task, title, side, action, since, attempts, nextAt, error }) => [
    task.slice(0, 8),
    title,
    `${action} in ${sideNames[side]}`,
    since,
    String(attempts),
    nextAt ?? "-",
    error ?? "",
  ]);
  const columns = [
    { title: "task" },
    { title: "title", maxWidth: 40 },
    { title: "change" },
    { title: "since" },
    { title: "tries" },
    { title: "next" },
    { title: "error", maxWidth: 160 },
  ];
  return ["", `${what}: ${counted(pushes.length, "change")}`, ...tableLines(columns, rows)];
}

function outOfScope({ outOfScope: tasks }: Status): readonly string[] {
  if (tasks.length === 0) return [];
  const rows = tasks.map(({ task, reason }) => [task.slice(0, 8), reason]);
  const title = `left alone: ${counted(tasks.length, "task")}`;
  return ["", title, ...tableLines([{ title: "task" }, { title: "reason" }], rows)];
}
