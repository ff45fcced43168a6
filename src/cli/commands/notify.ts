import { parseDuration } from "@/config/duration.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { counted } from "@/cli/words.ts";
import { newLines } from "@/cli/commands/notify_text.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import type { Notices } from "@/ports/notices.ts";

const actions = ["new", "sets", "forget"] as const;

export const notifyCommand = defineCommand({
  summary: "Print what nobody has seen before: of any lines",
  usage: "new SET | sets | forget SET [ID…]",
  maxPositionals: 100_000,
  actions,
  options: {
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
    "new reads one JSON object a line. Of any number of runs at once exactly one prints each item.",
    'What a run took that died is printed by the next one, marked "repeated":true.',
    "Exit code 2 when a line is no item; nothing was printed then. 4 when there is no such set.",
  ],
  async run({ options, positionals }, context) {
    const [action, set, ...rest] = positionals;
    const known = actions.find((name) => name === action);
    if (known === undefined) {
      const why = action === undefined ? "new, sets or forget?" : `"${action}" is none of them`;
      throw usageError(why, "notify");
    }
    const given: Given = {
      ids: rest,
      key: options.key ?? "/id",
      changed: options.changed,
      redeliverAfterMs: time(options["redeliver-after"], "--redeliver-after") ?? 60_000,
      olderThanMs: time(options["older-than"], "--older-than"),
    };
    const extra = known === "sets" ? set : known === "new" ? rest[0] : undefined;
    if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, "notify");
    const name = known === "sets" ? "" : checkedSet(set, known);
    await using opened = await context.open({ needsServer: false });
    using notices = await opened.deps.notices();
    switch (known) {
      case "new":
        await printNew(name, given, notices, context);
        break;
      case "sets":
        printSets(notices, context);
        break;
      case "forget":
        forget(name, given, notices, context);
        break;
    }
    return ExitCode.ok;
  },
});

interface Given {
  readonly ids: readonly string[];
  readonly key: string;
  readonly changed: boolean;
  readonly redeliverAfterMs: number;
  readonly olderThanMs: number | null;
}

function time(text: string | null, option: string): number | null {
  const ms = text === null ? null : parseDuration(text);
  if (text === null || ms !== null) return ms;
  throw usageError(`${option} must be a time, like 30s or 5m`, "notify");
}

function checkedSet(set: string | undefined, action: string): string {
  if (set === undefined || set === "") throw usageError(`${action} needs a SET`, "notify");
  if (set.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(set)) return set;
  throw usageError("the name of a set has at most 200 characters, all of them visible", "notify");
}

async function printNew(
  set: string,
  { key, changed, redeliverAfterMs }: Given,
  notices: Notices,
  { output, signal }: Context,
): Promise<void> {
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
}

function printSets(notices: Notices, { output }: Context): void {
  const sets = notices.sets();
  const rows = sets.map(({ name, seen }) => [name, String(seen)]);
  output.result(
    { sets },
    () => rows.length === 0 ? [] : tableLines([{ title: "set" }, { title: "seen" }], rows),
  );
}

function forget(
  set: string,
  { ids, olderThanMs }: Given,
  notices: Notices,
  { output }: Context,
): void {
  const forgotten = notices.forget(set, { ids, olderThanMs });
  output.result({ set, forgotten }, () => [`forgot ${counted(forgotten, "item")} of ${set}`]);
}
