import type { Inspect, LogLine } from "@/ports/operations.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { compactLog, isPlace, moveLog, verifyLog } from "@/cli/commands/log_care.ts";
import { countIn, linesOption, sinceIn, sinceOption, timeOf } from "@/cli/points.ts";
import { createHistory, type History } from "@/cli/commands/history_text.ts";

const pollMs = 1_000;
/** Shown of what was before, where what comes is followed. */
const beforeFollowing = 10;

export const logCommand = defineCommand({
  summary: "Show what happened, to one task or to all",
  usage: "[TASK] | verify | compact --before WHEN | move postgres|sqlite",
  maxPositionals: 2,
  options: {
    follow: { type: "flag", short: "f", summary: "Go on with what happens from now on" },
    lines: { ...linesOption, summary: "The last N events (with --follow: 10)" },
    since: sinceOption,
    before: {
      type: "text",
      value: "WHEN",
      summary: "compact: of events until then (1y, 90d, 2026-01-01)",
    },
    "no-pager": { type: "flag", summary: "Do not page on a terminal" },
  },
  details: [
    "verify reads all of the log, on a copy: each event as it was written, no gap in any task, and all",
    "that is computed from them as they say it. Exit code 1: it is not whole.",
    "compact packs what old events hold; they are read as before. Not while a daemon has the log.",
    "move brings it into the database that is configured (`store`), or from there into the state folder, and",
    "compares the two. Not while anybody works on it.",
    "TASK is the ID that `task` shows, a UUID or its first 8 characters, or # and Vikunja's id.",
    "What is longer than the terminal is shown by $PAGER (less).",
    "With --follow --json there is one object a line, an event each.",
  ],
  actions: ["verify", "compact", "move"],
  async run({ options, positionals }, context) {
    const [, to] = positionals;
    if (positionals[0] === "move") {
      if (isPlace(to)) return await moveLog(to, context);
      throw usageError("log move needs postgres or sqlite: where it is to be", "log");
    }
    if (to !== undefined) throw usageError(`log does not know what to do with «${to}»`, "log");
    if (positionals[0] === "verify") return await verifyLog(context);
    const { now } = context.output.page;
    if (positionals[0] === "compact") {
      if (options.before === null) throw usageError("log compact needs --before 1y", "log");
      const before = timeOf(options.before, { option: "--before", command: "log", now });
      return await compactLog(before, context);
    }
    const last = countIn(options.lines, "log");
    const since = options.since === null ? null : sinceIn(options.since, now, "log");
    await using opened = await context.open({ needsServer: false });
    const inspect = await opened.deps.inspect();
    const { signal, output } = context;
    const named = positionals[0] === undefined ? null : await inspect.find(positionals[0], signal);
    const task = named?.task ?? null;
    if (options.follow) {
      return await follow(inspect, task, { last: last ?? beforeFollowing, since }, context);
    }
    const all = await eventsOf(inspect, task, last, signal);
    const events = all.filter(({ at }) => since === null || at >= since).slice(-(last ?? Infinity));
    const shown = new Set(events);
    const history = createHistory(() => output.page.now, task === null);
    await prime(history, inspect, task === null && last !== null ? all : [], signal);
    const text = () => [
      ...named === null ? [] : [nameOf(named)],
      // Those before tell what the first ones have changed.
      ...all.flatMap((line) => {
        const lines = history.lines(line);
        return shown.has(line) ? lines : [];
      }),
    ];
    const object = named === null ? { events } : { ...named, events };
    if (options["no-pager"]) output.result(object, text);
    else await output.paged(object, text);
    return ExitCode.ok;
  },
});

/** Of all tasks no more than is asked for, and a little of what was before. */
async function eventsOf(
  inspect: Inspect,
  task: string | null,
  last: number | null,
  signal: AbortSignal,
): Promise<readonly LogLine[]> {
  if (task !== null) return await inspect.log(task, 0, signal);
  let after = 0;
  if (last !== null) after = Math.max(0, (await inspect.status(signal)).events - last);
  const all: LogLine[] = [];
  for (;;) {
    const page = await inspect.log(null, after, signal);
    all.push(...page);
    const end = page.at(-1)?.position;
    if (end === undefined) return all;
    after = end;
  }
}

/** Tells it what the tasks of these events were like before them; where they are many, only some. */
async function prime(
  history: History,
  inspect: Inspect,
  events: readonly LogLine[],
  signal: AbortSignal,
): Promise<void> {
  const first = events[0]?.position ?? 0;
  const looks = events.filter(({ type }) => type === "TaskObserved").map(({ task }) => task);
  for (const task of [...new Set(looks)].slice(-mostPrimed)) {
    for (const line of await inspect.log(task, 0, signal)) {
      if (line.position < first) history.lines(line);
    }
  }
}

const mostPrimed = 20;

async function follow(
  inspect: Inspect,
  task: string | null,
  { last, since }: { readonly last: number; readonly since: string | null },
  { output, signal, wait }: Context,
): Promise<ExitCode> {
  const history = createHistory(() => output.page.now, task === null);
  const before = await eventsOf(inspect, task, task === null ? last : null, signal);
  await prime(history, inspect, task === null ? before : [], signal);
  const first = before.filter(({ at }) => since === null || at >= since).slice(-last);
  for (const line of before) {
    const lines = history.lines(line);
    if (first.includes(line)) output.result(line, () => lines);
  }
  let position = before.at(-1)?.position ?? 0;
  while (!signal.aborted) {
    await wait(pollMs);
    if (signal.aborted) break;
    for (const line of await inspect.log(task, position, signal)) {
      position = line.position;
      output.result(line, () => history.lines(line));
    }
  }
  return ExitCode.ok;
}
