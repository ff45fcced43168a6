import type { Inspect, LogLine } from "@/ports/operations.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { eventText } from "@/cli/commands/event_text.ts";

const pollMs = 1_000;

export const logCommand = defineCommand({
  summary: "Show what happened, to one task or to all",
  usage: "[TASK]",
  maxPositionals: 1,
  options: {
    follow: { type: "flag", short: "f", summary: "Go on with what happens from now on" },
  },
  details: [
    "TASK is the ID that `task` shows, a UUID or its first 8 characters, or # and Vikunja's id.",
    "With --follow --json there is one object a line, an event each.",
  ],
  async run({ options, positionals }, context) {
    await using opened = await context.open({ needsServer: false });
    const inspect = await opened.deps.inspect();
    const task = positionals[0] ?? null;
    if (options.follow) return await follow(inspect, task, context);
    const named = task === null ? null : await inspect.find(task, context.signal);
    const events = await inspect.log(named?.task ?? null, 0, context.signal);
    context.output.result(named === null ? { events } : { ...named, events }, () => [
      ...named === null ? [] : [nameOf(named)],
      ...events.map(lineText),
    ]);
    return ExitCode.ok;
  },
});

async function follow(inspect: Inspect, task: string | null, context: Context): Promise<ExitCode> {
  const { output, signal, wait } = context;
  let position = 0;
  while (!signal.aborted) {
    for (const line of await inspect.log(task, position, signal)) {
      position = line.position;
      output.result(line, () => [lineText(line)]);
    }
    await wait(pollMs);
  }
  return ExitCode.ok;
}

function lineText(line: LogLine): string {
  const { at, task, type } = line;
  return `${at}  ${task.slice(0, 8).padEnd(8)}  ${type.padEnd(16)}  ${eventText(line)}`.trimEnd();
}
