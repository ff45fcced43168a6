import { SyncError } from "@/domain/errors.ts";
import type { Side } from "@/domain/task.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { ConflictRow, Inspect, Pick, PickedConflictRow } from "@/ports/operations.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand, type Opened } from "@/cli/command.ts";
import { conflictLines, conflictTable, outcomeLines } from "@/cli/commands/conflict_text.ts";
import { isAsked } from "@/cli/commands/conflict_filter.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions, type OptionValues } from "@/cli/option.ts";

const options = {
  all: {
    type: "flag",
    short: "a",
    summary: "pick, unpick: of all conflicts (that --field, --project leave)",
  },
  field: { type: "list", value: "FIELD", summary: "Only of this field (title, due, …)" },
  project: { type: "list", short: "p", value: "P", summary: "Only of this project and below it" },
  picked: { type: "flag", summary: "list: those that were picked, which can be taken back" },
  interactive: { type: "flag", short: "i", summary: "One after the other, with both values" },
  ...lockOptions,
} as const;

type Asked = OptionValues<typeof options>;

export const conflictsCommand = defineCommand({
  summary: "Show conflicts, pick a side of them, take a pick back",
  usage: "[list | show ID | pick ID… SIDE | pick --all SIDE | unpick ID…]",
  maxPositionals: 10_001,
  actions: ["list", "show", "pick", "unpick"],
  options,
  details: [
    "list     every conflict that nobody has picked a side of (also without a word)",
    "show     both values in full",
    "pick     makes the value of that side (taskwarrior, vikunja) the value of both",
    "unpick   makes the value that stood before the pick that of both; the conflict is open again",
    "With -i one after the other is shown and asked about.",
  ],
  async run({ options, positionals }, context) {
    const [action = options.interactive ? "pick" : "list", ...words] = positionals;
    switch (action) {
      case "list":
        refuseWords(words);
        return await list(options, context);
      case "show":
        if (words[0] === undefined) {
          throw usageError("show needs the ID of a conflict", "conflicts");
        }
        refuseWords(words.slice(1));
        return await show(words[0], context);
      case "pick":
      case "unpick":
        return await pick(action, words, options, context);
    }
    throw usageError(`"${action}" is none of list, show, pick, unpick`, "conflicts");
  },
});

function refuseWords([extra]: readonly string[]): void {
  if (extra !== undefined) throw usageError(`there is no place for "${extra}"`, "conflicts");
}

async function list(asked: Asked, { open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const inspect = await opened.deps.inspect();
  const all = asked.picked
    ? await inspect.pickedConflicts(signal)
    : await inspect.conflicts(signal);
  const rows: readonly (ConflictRow | PickedConflictRow)[] = all.filter((row) =>
    isAsked(row, asked)
  );
  const conflicts = rows.map((row) => {
    const { id, task, field, kept, lost, at } = row;
    const its = { id, task, field, kept, lost, at };
    return "picked" in row ? { ...its, picked: row.picked, pickedAt: row.pickedAt } : its;
  });
  output.result({ conflicts }, (page) => conflictTable(rows, page));
  return ExitCode.ok;
}

async function show(id: string, { open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const inspect = await opened.deps.inspect();
  const conflict = findConflict(id, [
    ...await inspect.conflicts(signal),
    ...await inspect.pickedConflicts(signal),
  ]);
  output.result(conflict, (page) => conflictLines(conflict, page));
  return ExitCode.ok;
}

async function pick(
  action: "pick" | "unpick",
  words: readonly string[],
  asked: Asked,
  context: Context,
): Promise<ExitCode> {
  const { ids, side } = wanted(action, words, asked);
  const timeout = asked["lock-timeout"];
  await using opened = await context.open({
    needsServer: true,
    flags: timeout === null ? {} : { lock_timeout: timeout },
    yes: asked.yes,
  });
  const inspect = await opened.deps.inspect();
  const rows = await candidates(action, inspect, context.signal);
  const meant = (ids.length === 0 ? rows : ids.map((id) => findConflict(id, rows)))
    .filter((row) => isAsked(row, asked));
  const picks = asked.interactive
    ? await askOneByOne(meant, await opened.deps.inbox(), context)
    : meant.map(({ id }) => ({ conflictId: id, side }));
  return await carryOut(picks, meant, opened, context);
}

async function askOneByOne(
  rows: readonly ConflictRow[],
  inbox: Inbox,
  context: Context,
): Promise<readonly Pick[]> {
  const { askConflicts } = await import("@/cli/commands/conflict_asking.ts");
  return await askConflicts(rows, inbox, context);
}

/** What is open; to take a pick back: what was picked. */
async function candidates(
  action: "pick" | "unpick",
  inspect: Inspect,
  signal: AbortSignal,
): Promise<readonly ConflictRow[]> {
  return action === "unpick"
    ? await inspect.pickedConflicts(signal)
    : await inspect.conflicts(signal);
}

function wanted(
  action: "pick" | "unpick",
  words: readonly string[],
  { all, interactive }: Asked,
): { readonly ids: readonly string[]; readonly side: Side | null } {
  const last = words.at(-1);
  const isSide = last === "taskwarrior" || last === "vikunja";
  const ids = isSide ? words.slice(0, -1) : words;
  if (interactive) {
    if (action === "unpick") throw usageError("unpick does not ask: leave out -i", "conflicts");
    if (isSide) throw usageError("with -i each is asked about: leave out the side", "conflicts");
    return { ids, side: null };
  }
  if (action === "unpick") {
    if (isSide) throw usageError("unpick takes no side", "conflicts");
    if (ids.length === 0 && !all) {
      throw usageError("unpick needs the ID of a conflict, or --all", "conflicts");
    }
    return { ids, side: null };
  }
  if (ids.length === 0 && !all) {
    throw usageError("pick needs the ID of a conflict, or --all", "conflicts");
  }
  if (ids.length > 0 && all) throw usageError("pick takes IDs or --all, not both", "conflicts");
  if (!isSide) throw usageError("pick needs a side: taskwarrior or vikunja", "conflicts");
  return { ids, side: last };
}

async function carryOut(
  picks: readonly Pick[],
  rows: readonly ConflictRow[],
  { deps }: Opened,
  { output, signal }: Context,
): Promise<ExitCode> {
  const outcomes = picks.length === 0 ? [] : await (await deps.repair()).picks(picks, signal);
  const done = outcomes.map((outcome) => {
    const row = rows.find(({ id }) => id === outcome.conflictId);
    return { ...outcome, task: row?.task ?? "", title: row?.title ?? "" };
  });
  const failed = done.filter(({ error }) => error !== null);
  const [first] = done;
  const picked = done.filter(({ error }) => error === null)
    .map(({ conflictId: id, task, side }) => ({ id, task, side }));
  if (failed.length > 0 && done.length === 1 && first?.error != null) {
    throw new SyncError("USAGE", first.error, { hint: "See `conflicts show`." });
  }
  output.result(
    picks.length === 1 && picked[0] !== undefined ? { picked: picked[0] } : {
      picked,
      failed: failed.map(({ conflictId: id, task, error }) => ({ id, task, error })),
    },
    () => outcomeLines(done),
  );
  return failed.length > 0 ? ExitCode.conflict : ExitCode.ok;
}

/** By its id, or by a beginning of it that is unique. */
function findConflict<Row extends ConflictRow>(id: string, rows: readonly Row[]): Row {
  const exact = rows.filter((row) => row.id === id);
  const found = exact.length > 0 ? exact : rows.filter((row) => row.id.startsWith(id));
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  if (first === undefined) {
    if (rows.length === 0) {
      throw new SyncError("NOT_FOUND", `Cannot find the conflict "${id}": none is open`);
    }
    throw new SyncError("NOT_FOUND", `No open conflict is called "${id}"`, {
      hint:
        "`conflicts list` shows the open ones, `conflicts list --picked` those that were picked.",
    });
  }
  throw usageError(`several conflicts begin with "${id}"`, "conflicts");
}
