import type { Backups, MadeBackup, VerifiedBackup } from "@/ports/backups.ts";
import type { ConfigFlags } from "@/config/read_config.ts";
import { SyncError } from "@/domain/errors.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { contentText, prunedLines, rowLines, sizeText } from "@/cli/commands/backup_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions, type OptionValues } from "@/cli/option.ts";
import { when } from "@/words/when.ts";
import { counted } from "@/words/words.ts";

const actions = ["create", "list", "verify", "restore", "prune"] as const;

const options = {
  to: { type: "text", value: "PATH", summary: "The folder of backups, in place of the usual one" },
  "without-server": { type: "flag", summary: "create: leave the tasks of Vikunja out" },
  prune: { type: "flag", summary: "create: prune afterwards" },
  "keep-daily": { type: "text", value: "N", summary: "prune: the newest of each of N days (7)" },
  "keep-weekly": { type: "text", value: "N", summary: "prune: the newest of each of N weeks (4)" },
  "dry-run": { type: "flag", short: "n", summary: "prune: show what would go and do nothing" },
  ...lockOptions,
} as const;

export const backupCommand = defineCommand({
  summary: "Back up log, configuration and both sides: create, list, verify, restore, prune",
  usage: "create | list | verify [FILE…] | restore FILE | prune",
  maxPositionals: 1_000,
  actions,
  options,
  details: [
    "create   one file: the log, the configuration without its secrets, the tasks of both sides as JSON",
    "         lines, sums of all of it. Beside a daemon, too; what a side does not tell is left out (3)",
    "list     those that there are: when, how large, what is in them, when they were last found whole",
    "verify   reads every bit and every event of these, or of all. Exit code 1: one is not whole",
    "restore  puts the log in place; the one that is there is moved aside, if you say so. Tasks are",
    "         changed by no backup: that is for the next `sync`",
    "prune    keeps the newest of each of the last days and weeks that have one, and always the newest",
    "FILE is a path, or a name from the folder of backups.",
  ],
  async run({ options, positionals: [named, ...names] }, context) {
    const action = actions.find((each) => each === named);
    if (action === undefined) {
      const what = named === undefined ? "backup needs one" : `"${named}" is none`;
      throw usageError(`${what} of ${actions.join(", ")}`, "backup");
    }
    const most = action === "verify" ? Infinity : action === "restore" ? 1 : 0;
    if (names.length > most) throw usageError(`there is no place for "${names[most]}"`, "backup");
    await using opened = await context.open({ needsServer: false, flags: flagsOf(options) });
    const backups = await opened.deps.backups();
    const { keep } = opened.config.backup;
    switch (action) {
      case "create":
        return await create(backups, options, keep, context);
      case "list":
        return await list(backups, context);
      case "verify":
        return await verify(backups, names, context);
      case "restore":
        return await restore(backups, names[0], options.yes, context);
      case "prune":
        return await prune(backups, keep, options["dry-run"], context);
    }
  },
});

type Given = OptionValues<typeof options>;
type Keep = Parameters<Backups["prune"]>[0];

function flagsOf(given: Given): ConfigFlags {
  const flags = {
    backup_folder: given.to,
    keep_daily: given["keep-daily"],
    keep_weekly: given["keep-weekly"],
    lock_timeout: given["lock-timeout"],
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== null));
}

async function create(
  backups: Backups,
  given: Given,
  keep: Keep,
  { output, signal }: Context,
): Promise<ExitCode> {
  const made = await backups.create({ withoutServer: given["without-server"] }, signal);
  const pruned = given.prune ? await backups.prune(keep, false, signal) : null;
  const { leftOut } = made.manifest;
  for (const what of leftOut) output.warn(`left out: ${what}`);
  output.result(
    { ...made, ...pruned === null ? {} : { pruned } },
    () => [...madeLines(made), ...pruned?.removed.map((path) => `gone: ${path}`) ?? []],
  );
  return leftOut.length > 0 ? ExitCode.conflict : ExitCode.ok;
}

function madeLines({ path, bytes, manifest }: MadeBackup): readonly string[] {
  return [path, `  ${sizeText(bytes)}, read back and whole`, `  ${contentText(manifest)}`];
}

async function list(backups: Backups, { output }: Context): Promise<ExitCode> {
  const rows = await backups.list();
  output.result(
    { backups: rows },
    (page) =>
      rows.length === 0 ? ["there are no backups"] : rows.flatMap((row) => rowLines(row, page)),
  );
  return ExitCode.ok;
}

async function verify(
  backups: Backups,
  names: readonly string[],
  { output, signal }: Context,
): Promise<ExitCode> {
  const paths = names.length > 0
    ? names.map(backups.find)
    : (await backups.list()).map(({ path }) => path);
  const verified: VerifiedBackup[] = [];
  for (const path of paths) verified.push(await backups.verify(path, signal));
  const wrong = verified.filter(({ problems }) => problems.length > 0);
  output.result({ verified }, () => [
    ...verified.flatMap(({ path, problems }) =>
      problems.length === 0 ? [`whole: ${path}`] : problems.map((each) => `not whole: ${each}`)
    ),
    ...verified.length === 0 ? ["there are no backups"] : [],
    ...wrong.length === 0 ? [] : [
      `${
        counted(wrong.length, "backup")
      } of ${verified.length} not whole; make a new one: backup create`,
    ],
  ]);
  return wrong.length > 0 ? ExitCode.failed : ExitCode.ok;
}

async function restore(
  backups: Backups,
  name: string | undefined,
  yes: boolean,
  { output, signal, askText }: Context,
): Promise<ExitCode> {
  if (name === undefined) throw usageError("restore needs the file", "backup");
  const restored = await backups.restore(backups.find(name), async (movesTo, manifest) => {
    if (yes) return true;
    output.note(
      `The backup was made ${when(manifest.madeAt, output.page.now)}: ${contentText(manifest)}.`,
    );
    output.note(`The log that is there now would be moved to ${movesTo}.`);
    const answer = await askText("Put the log of the backup in its place? [y/N]", "shown");
    if (answer === null) throw nobodyThere();
    return /^y(es)?$/i.test(answer);
  }, signal);
  output.result(
    { restored },
    () =>
      restored === null ? ["nothing was restored, and nothing was changed"] : [
        `the log is that of ${when(restored.manifest.madeAt, output.page.now)} again: ${
          contentText(restored.manifest)
        }`,
        ...restored.movedTo === null ? [] : [`the one before is ${restored.movedTo}`],
        ...afterwards.map(output.asTyped),
      ],
  );
  return ExitCode.ok;
}

const afterwards = [
  "Tasks are as they were. Now `vikunja-sync sync --dry-run` shows what a sync would do; where the log was",
  "used after this backup, or on another machine, it asks for `--this-is-the-engine`, once.",
];

function nobodyThere(): SyncError {
  return new SyncError("USAGE", "Cannot restore: a log is there, and nobody to answer", {
    hint: "With --yes the log that is there is moved aside, beside the new one.",
  });
}

async function prune(
  backups: Backups,
  keep: Keep,
  dryRun: boolean,
  { output, signal }: Context,
): Promise<ExitCode> {
  const pruned = await backups.prune(keep, dryRun, signal);
  output.result({ ...pruned, dryRun }, () => prunedLines(pruned, dryRun));
  return pruned.damaged.length > 0 ? ExitCode.conflict : ExitCode.ok;
}
