import { durationForm, parseDuration } from "@/config/duration.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { counted } from "@/words/words.ts";
import {
  checkFlags,
  checkingOf,
  checkOptions,
  checkSetName,
  runCheck,
} from "@/cli/commands/notify_check.ts";
import { newLines } from "@/cli/commands/notify_text.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import type { Notices } from "@/ports/notices.ts";

const actions = ["check", "new", "sets", "forget"] as const;
type Action = (typeof actions)[number];

export const notifyCommand = defineCommand({
  summary: "Tell what nobody has seen before: of the tasks, or of any lines",
  usage: "check [-- COMMAND…] | new SET | sets | forget SET [ID…]",
  maxPositionals: 100_000,
  takesRest: true,
  actions,
  options: {
    ...checkOptions,
    key: { type: "text", value: "POINTER", summary: "Of new: where the id is (/id)" },
    changed: { type: "flag", summary: "Of new: also items whose content changed" },
    "redeliver-after": {
      type: "text",
      value: "TIME",
      summary: "When a run that did not finish is taken for dead (60s)",
    },
    "older-than": { type: "text", value: "TIME", summary: "Of forget: only what was seen before" },
  },
  details: [
    "check tells of tasks that are due, overdue or newly yours, of comments of others, conflicts, and",
    "of syncing that stopped; each thing once, without a daemon and without the network. With -- it",
    "runs that command, which reads a JSON object a line.",
    "new reads one JSON object a line. Of any number of runs at once exactly one prints each item.",
    'What a run took that died is printed by the next one, marked "repeated":true.',
    "Exit code 2 when a line is no item; nothing was printed then. 4 when there is no such set. 75 when",
    "somebody could not be told; the next run tells them.",
  ],
  async run({ options, positionals, rest }, context) {
    const [first, ...words] = positionals;
    const action = actions.find((name) => name === first);
    if (action === undefined) {
      const why = first === undefined ? `${actions.join(", ")}?` : `"${first}" is none of them`;
      throw usageError(why, "notify");
    }
    checkWords(action, words, rest);
    const given: Given = {
      set: words[0] ?? "",
      ids: words.slice(1),
      key: options.key ?? "/id",
      changed: options.changed,
      redeliverAfterMs: time(options["redeliver-after"], "--redeliver-after") ?? 60_000,
      olderThanMs: time(options["older-than"], "--older-than"),
    };
    const checking = checkingOf(options, rest, given.redeliverAfterMs);
    const flags = action === "check" ? checkFlags(options) : {};
    await using opened = await context.open({ needsServer: false, flags });
    using notices = await opened.deps.notices();
    switch (action) {
      case "check":
        return await runCheck(checking, notices, context);
      case "new":
        return await printNew(given, notices, context);
      case "sets":
        return printSets(notices, context);
      case "forget":
        return forget(given, notices, context);
    }
  },
});

interface Given {
  readonly set: string;
  readonly ids: readonly string[];
  readonly key: string;
  readonly changed: boolean;
  readonly redeliverAfterMs: number;
  readonly olderThanMs: number | null;
}

function time(text: string | null, option: string): number | null {
  const ms = text === null ? null : parseDuration(text);
  if (text === null || ms !== null) return ms;
  throw usageError(`${option} must be ${durationForm}`, "notify");
}

function checkWords(
  action: Action,
  words: readonly string[],
  rest: readonly string[] | null,
): void {
  const most = { check: 0, new: 1, sets: 0, forget: Infinity }[action];
  const extra = words[most] ?? (action === "check" ? undefined : rest?.[0]);
  if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, "notify");
  if (rest?.length === 0) throw usageError("there is no command after --", "notify");
  if (action !== "new" && action !== "forget") return;
  if (words[0] === undefined || words[0] === "") {
    throw usageError(`${action} needs a SET`, "notify");
  }
  checkSetName(words[0]);
}

async function printNew(
  { set, key, changed, redeliverAfterMs }: Given,
  notices: Notices,
  { output, signal }: Context,
): Promise<ExitCode> {
  let isSaid = false;
  const say = newLines(set, output);
  const options = { set, pointer: key, changed, redeliverAfterMs, together: output.isJson };
  await notices.reportNew(options, (taken) => {
    say(taken);
    isSaid = true;
    // Raised at once where nobody reads our output any more.
    signal.throwIfAborted();
  }, signal);
  if (output.isJson && !isSaid) say([]);
  return ExitCode.ok;
}

function printSets(notices: Notices, { output }: Context): ExitCode {
  const sets = notices.sets();
  const rows = sets.map(({ name, seen }) => [name, String(seen)]);
  output.result(
    { sets },
    () => rows.length === 0 ? [] : tableLines([{ title: "set" }, { title: "seen" }], rows),
  );
  return ExitCode.ok;
}

async function forget(
  { set, ids, olderThanMs }: Given,
  notices: Notices,
  { output }: Context,
): Promise<ExitCode> {
  await notices.forgetElsewhere(set, { ids, olderThanMs });
  const forgotten = notices.forget(set, { ids, olderThanMs });
  output.result({ set, forgotten }, () => [`forgot ${counted(forgotten, "item")} of ${set}`]);
  return ExitCode.ok;
}
