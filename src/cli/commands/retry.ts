import { isDropped } from "@/domain/dropped.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode, exitCodeOfPushes } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import { counted } from "@/words/words.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { deadLines, leftOutLines, pushLines, rejectedLines } from "@/cli/commands/push_text.ts";

export const retryCommand = defineCommand({
  summary: "The changes that wait, were given up or left out: list, now, drop",
  usage: "[list | now [TASK] | drop TASK]",
  maxPositionals: 2,
  actions: ["list", "now", "drop"],
  options: { ...lockOptions },
  details: [
    "TASK is the ID that `task` shows, a UUID or its first 8 characters, or # and Vikunja's id.",
    "What is dropped stays in the list as dropped, until the task changes or `retry now TASK`;",
    "`retry now` alone tries all the rest.",
  ],
  async run({ positionals: [action = "list", task = null] }, context) {
    switch (action) {
      case "list":
        return await list(context);
      case "now":
        return await now(task, context);
      case "drop":
        return await drop(task, context);
    }
    throw usageError(`retry does not know "${action}"; it knows list, now and drop`, "retry");
  },
});

async function list({ open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const { pending, dead, leftOut, rejected } = await (await opened.deps.inspect()).status(signal);
  output.result({ pending, dead, leftOut, rejected }, (page) => {
    const lines = [
      ...pushLines("waiting", pending, page),
      ...deadLines(dead, page),
      ...leftOutLines(leftOut, page),
      ...rejectedLines(rejected, page),
    ];
    return lines.length === 0 ? ["nothing waits"] : lines.slice(1);
  });
  return exitCodeOfPushes({ pending, dead, leftOut, rejected });
}

async function now(task: string | null, { open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: true });
  const named = task === null ? null : await (await opened.deps.inspect()).find(task, signal);
  const tried = await (await opened.deps.retries()).now(named?.task ?? null, signal);
  const { pending, dead, leftOut, rejected } = await (await opened.deps.inspect()).status(signal);
  const left = pending.length + dead.filter((push) => !isDropped(push)).length +
    leftOut.filter(({ isAccepted }) => !isAccepted).length + rejected.length;
  output.result(
    {
      ...named,
      tried,
      pending: pending.length,
      dead: dead.length,
      leftOut: leftOut.length,
      rejected: rejected.length,
    },
    () => [
      `${nameOf(named, ": ")}tried ${counted(tried, "change")}; ${
        left === 0 ? "nothing waits" : `${left} left`
      }`,
    ],
  );
  return exitCodeOfPushes({ pending, dead, leftOut, rejected });
}

async function drop(task: string | null, { open, output, signal }: Context): Promise<ExitCode> {
  if (task === null) throw usageError("retry drop needs the task", "retry");
  await using opened = await open({ needsServer: true });
  const named = await (await opened.deps.inspect()).find(task, signal);
  const dropped = await (await opened.deps.retries()).drop(named.task, signal);
  output.result(
    { ...named, dropped },
    () => [`${nameOf(named, ": ")}dropped: ${counted(dropped, "change")}`],
  );
  return dropped === 0 ? ExitCode.notFound : ExitCode.ok;
}
