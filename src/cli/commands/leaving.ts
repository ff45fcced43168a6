import type { Leaving, LeavingOptions, LeavingPlan, Trace } from "@/ports/leaving.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Context } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";

/** Of both commands that take everything away. */
export const leavingOptions = {
  "keep-log": { type: "flag", summary: "Keep the history" },
  "drop-udas": { type: "flag", summary: "Take taskrc lines away though tasks hold values by them" },
  "without-server": { type: "flag", summary: "Leave webhooks in Vikunja, and do not ask it" },
  "dry-run": { type: "flag", short: "n", summary: "Show what would go and do nothing" },
  yes: { type: "flag", short: "y", summary: "Do not ask" },
} as const;

interface LeavingFlags {
  readonly "keep-log": boolean;
  readonly "drop-udas": boolean;
  readonly "without-server": boolean;
  readonly "dry-run": boolean;
  readonly yes: boolean;
}

/** Shows the plan, asks, and takes away; 3 where a part of it is still there. */
export async function leave(
  flags: LeavingFlags,
  { all, name }: { readonly all: boolean; readonly name: string },
  context: Context,
): Promise<ExitCode> {
  const { output, signal, askText } = context;
  const options: LeavingOptions = {
    keepLog: flags["keep-log"],
    dropUdas: flags["drop-udas"],
    withoutServer: flags["without-server"],
    all,
  };
  await using opened = await context.open({
    needsServer: false,
    mayLackFile: true,
    yes: flags.yes,
  });
  const leaving: Leaving = await opened.deps.leaving();
  const plan = await leaving.plan(options, signal);
  if (flags["dry-run"]) {
    output.result({ plan, done: false }, () => [...planLines(plan), "nothing was done"]);
    return ExitCode.ok;
  }
  if (plan.takes.length === 0 && plan.warnings.length === 0) {
    output.result({ plan, done: true, removed: [], failed: [] }, () => planLines(plan));
    return ExitCode.ok;
  }
  if (!flags.yes) {
    for (const line of planLines(plan)) output.note(line);
    const answer = await askText("Take it away? [y/N]", "shown");
    if (answer === null) throw nobodyThere(name);
    if (!/^y(es)?$/i.test(answer)) {
      output.result({ plan, done: false }, () => ["nothing was done"]);
      return ExitCode.ok;
    }
  } else for (const warning of plan.warnings) output.warn(warning);
  const tell = (trace: Trace) => output.note(`gone: ${traceText(trace)}`);
  const { removed, failed } = await leaving.carryOut(options, tell, signal);
  const done = failed.length === 0;
  output.result({ plan, done, removed, failed }, () =>
    [
      ...failed.flatMap(({ part, message, hint }) => [
        `still there: ${part}: ${message}`,
        ...hint === null ? [] : [`  ${hint}`],
      ]),
      ...plan.stays.map((line) => `stays: ${line}`),
      done ? goodbye(all) : `run \`vikunja-sync ${name}\` again to go on`,
    ].map(output.asTyped));
  return done ? ExitCode.ok : ExitCode.conflict;
}

function goodbye(all: boolean): string {
  return all
    ? "vikunja-sync is gone from here. Its API token still works: delete it in Vikunja under Settings, API tokens."
    : "Both lists stand by themselves now; configuration and token stay (`vikunja-sync uninstall --all` takes them, too).";
}

function planLines({ takes, stays, warnings }: LeavingPlan): readonly string[] {
  if (takes.length === 0 && warnings.length === 0) {
    return ["there is nothing of ours to take away", ...stays.map((line) => `stays: ${line}`)];
  }
  return [
    "Tasks stay as they are on both sides. What goes:",
    ...takes.map((trace) => `  ${traceText(trace)}`),
    ...stays.map((line) => `stays: ${line}`),
    ...warnings.map((line) => `warning: ${line}`),
  ];
}

function traceText({ part, says }: Trace): string {
  return `${part.padEnd(13)} ${says}`;
}

function nobodyThere(name: string): SyncError {
  return new SyncError("USAGE", `Cannot run ${name}: nobody is there to answer`, {
    hint: "Look at the plan with --dry-run, then say --yes.",
  });
}
