import { operationId } from "@/domain/operation.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Context } from "@/cli/command.ts";
import { lockFlags } from "@/cli/commands/claim_options.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import type { TakenBack } from "@/domain/taken_back.ts";
import type { TakeBackTarget } from "@/ports/take_back.ts";
import { isDone, isMany, takenBackLines, takenBackText } from "@/words/take_back_text.ts";
import { counted } from "@/words/words.ts";

/** Of all commands that give back what was. */
export const takeBackOptions = {
  ...lockOptions,
  "dry-run": {
    type: "flag",
    short: "n",
    summary: "Show what would be done, by the log; do nothing",
  },
  yes: { type: "flag", short: "y", summary: "Do not ask" },
} as const;

interface TakeBackFlags {
  readonly "dry-run": boolean;
  readonly yes: boolean;
  readonly "lock-timeout": string | null;
  /** Of a restore: however many tasks it is. */
  readonly many?: boolean;
}

/** Shows the plan, asks, and does it; 3 where something is kept or refused, 75 where a side is to be written later. */
export async function takeBack(
  target: TakeBackTarget,
  flags: TakeBackFlags,
  context: Context,
): Promise<ExitCode> {
  const { output, signal, askText } = context;
  const { kind } = target;
  await using opened = await context.open({
    needsServer: true,
    flags: lockFlags(flags["lock-timeout"]),
    yes: flags.yes,
  });
  const work = await opened.deps.takingBack(kind);
  if (flags["dry-run"]) {
    const plan = await work.takeBack({ target, isPlan: true, looks: false, asOf: null }, signal);
    output.result({ ...plan, done: false }, ({ now }) => [
      ...linesOf(plan, now),
      ...(plan.tasks.length === 0 ? [] : ["nothing was done"]),
    ]);
    return codeOf(plan);
  }
  const plan = await work.takeBack({ target, isPlan: true, looks: true, asOf: null }, signal);
  if (plan.unseen !== null) output.warn(plan.unseen);
  if (!plan.tasks.some(isDone)) {
    output.result({ ...plan, done: false }, ({ now }) => linesOf(plan, now));
    return codeOf(plan);
  }
  const isMuch = isMany(plan) && flags.many !== true;
  if (isMuch && flags.yes) throw tooMany(plan);
  if (!flags.yes) {
    for (const line of linesOf(plan, output.page.now)) output.note(line);
    const count = counted(plan.tasks.filter(isDone).length, "task");
    const share = isMuch ? ` of ${plan.linked}` : "";
    const answer = await askText(`Write ${count}${share} on both sides? [y/N]`, "shown");
    if (answer === null) throw nobodyThere(kind);
    if (!/^y(es)?$/i.test(answer)) {
      output.result({ ...plan, done: false }, () => ["nothing was done"]);
      return ExitCode.ok;
    }
  }
  const fixed = fixedTarget(target, plan);
  const { asOf } = plan;
  const done = await work.takeBack({ target: fixed, isPlan: false, looks: false, asOf }, signal);
  output.result({ ...done, done: true }, ({ now }) => [
    ...linesOf(done, now),
    ...(done.operation === null ? [] : [takesBack(done.operation, kind)]),
  ]);
  return codeOf(done);
}

function tooMany({ tasks, linked }: TakenBack): SyncError {
  const count = tasks.filter(isDone).length;
  return new SyncError(
    "USAGE",
    `Cannot restore ${count} of ${linked} tasks without being told so`,
    {
      hint: "Look at the plan with --dry-run, then say --many as well as --yes.",
    },
  );
}

function takesBack(operation: number, kind: TakeBackTarget["kind"]): string {
  const way = kind === "undo" ? "redo" : "undo";
  return `done, as ${operationId(operation)}; \`${way}\` takes it back`;
}

/** What somebody has seen the plan of, whatever happened since. */
function fixedTarget(target: TakeBackTarget, { of }: TakenBack): TakeBackTarget {
  return target.kind === "restore" ? target : { kind: target.kind, of: of?.position ?? target.of };
}

function linesOf(result: TakenBack, now: Date): readonly string[] {
  const { kind, of, already, tasks } = result;
  if (tasks.length === 0) {
    if (already !== null) {
      return [`nothing to do: ${operationId(already)} has taken it back already`];
    }
    return [
      of === null && kind !== "restore"
        ? `there is nothing to ${kind}`
        : "nothing to do: it is so already",
    ];
  }
  const head = of === null ? [] : [takenBackText(result, now)];
  return [...head, ...takenBackLines(tasks, now)];
}

function codeOf({ tasks }: TakenBack): ExitCode {
  if (tasks.some(({ kept, refused }) => kept.length > 0 || refused !== null)) {
    return ExitCode.conflict;
  }
  return tasks.some(({ pending }) => pending.length > 0) ? ExitCode.tryAgain : ExitCode.ok;
}

function nobodyThere(name: string): SyncError {
  return new SyncError("USAGE", `Cannot ${name}: nobody is there to answer`, {
    hint: "Look at the plan with --dry-run, then say --yes.",
  });
}
