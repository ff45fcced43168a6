import { asSyncError, type SyncError } from "@/domain/errors.ts";
import { durationForm, parseDuration } from "@/config/duration.ts";
import { isEverAsked } from "@/config/conflicts_config.ts";
import { selectionText, selectionWords } from "@/config/selection_words.ts";
import type { RestoredAnswers, Sync, SyncOptions, SyncSummary } from "@/ports/operations.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { ExitCode, exitCodeOfSync } from "@/cli/exit_code.ts";
import { lockOptions, type Options, type OptionValues } from "@/cli/option.ts";
import { runSelected } from "@/cli/commands/sync_selection.ts";
import { summaryLines } from "@/cli/commands/sync_text.ts";

const options = {
  project: { type: "list", short: "p", value: "P", summary: "Only this project (work.garden)" },
  "dry-run": { type: "flag", short: "n", summary: "Show what would be done and do nothing" },
  full: { type: "flag", summary: "Read everything, not only what changed" },
  jobs: { type: "text", short: "j", value: "N", summary: "Reads in parallel (4)" },
  "allow-mass-delete": { type: "flag", summary: "Carry over that very many tasks are gone" },
  "bring-back": {
    type: "flag",
    summary: "Write again what a backup put back on a side has lost",
  },
  "take-server-as-it-is": { type: "flag", summary: "Follow a Vikunja that is a backup put back" },
  "take-taskwarrior-as-it-is": {
    type: "flag",
    summary: "Follow Taskwarrior data that are a backup put back",
  },
  "this-is-the-engine": {
    type: "flag",
    summary: "This log, here, is the one for this list (moved, or another is gone)",
  },
  "finished-within": {
    type: "text",
    value: "TIME",
    summary: "Leave tasks finished before that in Taskwarrior (90d)",
  },
  watch: { type: "flag", summary: "Again and again, until stopped" },
  interval: { type: "text", value: "TIME", summary: "Pause between two runs of --watch (30s)" },
  ...lockOptions,
} as const satisfies Options;

export const syncCommand = defineCommand({
  summary: "Make both sides the same",
  usage: "",
  maxPositionals: 0,
  options,
  async run({ options }, context) {
    const pauseMs = parseDuration(options.interval ?? "30s");
    if (pauseMs === null || pauseMs < 1_000) {
      throw usageError(`--interval must be ${durationForm}, and at least 1s`, "sync");
    }
    const given = { options, pauseMs };
    const said = await syncWith({ ...given, doneWithin: null }, context);
    if (typeof said === "number") return said;
    const again = await syncWith({ ...given, ...said }, context);
    return typeof again === "number" ? again : ExitCode.ok;
  },
});

interface GivenSync {
  readonly options: OptionValues<typeof options>;
  readonly pauseMs: number;
  /** What a person has just said of old finished tasks; `null`: nothing. */
  readonly doneWithin: string | null;
}

/** Or what a person says of old finished tasks, by which it is to be begun anew. */
async function syncWith(
  { options, pauseMs, doneWithin }: GivenSync,
  context: Context,
): Promise<ExitCode | { readonly doneWithin: string }> {
  await using opened = await context.open({
    needsServer: true,
    isRun: true,
    flags: {
      ...(options.jobs === null ? {} : { jobs: options.jobs }),
      ...(options["finished-within"] === null
        ? {}
        : { finished_within: options["finished-within"] }),
      ...(options["lock-timeout"] === null ? {} : { lock_timeout: options["lock-timeout"] }),
      ...(doneWithin === null ? {} : { "selection.done_within": doneWithin }),
    },
    yes: options.yes,
  });
  const sync = await opened.deps.sync();
  const { finishedWithinMs } = opened.config;
  const wanted: SyncOptions = {
    projects: options.project,
    full: options.full,
    jobs: opened.config.jobs,
    allowMassDelete: options["allow-mass-delete"],
    selection: selectionText(opened.config.selection, opened.config.mapping),
    ...(options["finished-within"] === null || finishedWithinMs === null
      ? {}
      : { finishedWithinMs }),
    ...answersOf({
      bringBack: options["bring-back"],
      asItIs: [
        ...options["take-taskwarrior-as-it-is"] ? ["taskwarrior"] as const : [],
        ...options["take-server-as-it-is"] ? ["vikunja"] as const : [],
      ],
      thisEngine: options["this-is-the-engine"],
    }),
  };
  if (options["dry-run"]) return await showPlan(sync, wanted, context);
  if (context.canAsk()) {
    for (const line of await opened.deps.renewals(context.signal)) {
      context.output.warn(context.output.asTyped(line));
    }
  }
  if (!options.yes && context.canAsk()) {
    const { agreementTo, keepDoneWithin } = await import("@/cli/commands/first_contact.ts");
    const said = await agreementTo(opened, sync, wanted, context);
    if (said === "no") return ExitCode.ok;
    if (said !== "yes") return said;
    if (doneWithin !== null) await keepDoneWithin(doneWithin, context);
  }
  const words = selectionWords(opened.config.selection);
  const run: RunSync = {
    asks: isEverAsked(opened.config.conflicts),
    once: (some) => runSelected({ sync, options: some, words, yes: options.yes }, context),
  };
  if (!options.watch) return await runOnce(run, wanted, context);
  return await watch(run, wanted, pauseMs, context);
}

/** Nothing at all where no answer was given. */
function answersOf(answers: RestoredAnswers): Pick<SyncOptions, "answers"> {
  const { bringBack, asItIs, thisEngine } = answers;
  return bringBack || asItIs.length > 0 || thisEngine ? { answers } : {};
}

interface RunSync {
  /** Whether the configuration has people asked which of two values is to be that of both. */
  readonly asks: boolean;
  once(options: SyncOptions): Promise<SyncSummary>;
}

async function runOnce(
  run: RunSync,
  options: SyncOptions,
  { output }: Context,
): Promise<ExitCode> {
  const summary = await run.once(options);
  output.settle();
  for (const warning of summary.warnings) output.warn(warning);
  if (!output.isJson) { for (const note of summary.notes ?? []) output.note(output.asTyped(note)); }
  const code = exitCodeOfSync(summary);
  const isNothingToSay = output.isQuiet && !output.isJson && code === ExitCode.ok;
  if (!isNothingToSay) output.result(summary, () => summaryLines(summary, run.asks));
  return code;
}

async function showPlan(sync: Sync, options: SyncOptions, context: Context): Promise<ExitCode> {
  const { output, signal } = context;
  const { changes, warnings, notes = [], newProjects = [], requests } = await sync.plan(
    options,
    output.progress,
    signal,
  );
  output.settle();
  for (const warning of warnings) output.warn(warning);
  if (!output.isJson) { for (const note of notes) output.note(note); }
  const told = notes.length === 0 ? {} : { notes };
  const { planLines } = await import("@/cli/commands/plan_text.ts");
  output.result(
    { plan: changes, newProjects, requests, warnings, ...told },
    (page) => planLines(changes, page),
  );
  return ExitCode.ok;
}

/** A run that can succeed later does not end the watch; one that needs a person does. */
async function watch(
  run: RunSync,
  options: SyncOptions,
  pauseMs: number,
  context: Context,
): Promise<ExitCode> {
  const { output, signal, wait } = context;
  while (!signal.aborted) {
    try {
      await runOnce(run, options, context);
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (isStop(error, signal)) break;
      if (!error.retryable) throw error;
      output.error(error);
    }
    await wait(pauseMs);
  }
  return ExitCode.ok;
}

function isStop(error: SyncError, signal: AbortSignal): boolean {
  return signal.aborted && error.code === "ABORTED";
}
