import { usageError } from "@/cli/arguments.ts";
import type { Context } from "@/cli/command.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import type { Options, OptionValues } from "@/cli/option.ts";
import type { ConfigFlags } from "@/config/read_config.ts";
import { noticeTargets } from "@/domain/notice.ts";
import type { CheckOptions, CheckOutcome, Notices, ToldNotice } from "@/ports/notices.ts";

export const checkOptions = {
  to: {
    type: "list",
    value: "WHOM",
    summary: `Of check: ${noticeTargets.join(", ")} (terminal, or notify.to)`,
  },
  set: { type: "text", value: "NAME", summary: "Of check: where it is kept what was told (check)" },
  me: { type: "text", value: "USER", summary: "Of check: who you are in Vikunja" },
  "due-within": { type: "text", value: "TIME", summary: "Of check: what is due soon (24h)" },
  "stale-after": {
    type: "text",
    value: "TIME",
    summary: "Of check: when a last good sync is long ago (24h)",
  },
  "unsent-after": {
    type: "text",
    value: "TIME",
    summary: "Of check: when a change has waited for long (1h)",
  },
} as const satisfies Options;

type CheckValues = OptionValues<typeof checkOptions>;

/** The settings that options of this name take the place of. */
export function checkFlags(options: CheckValues): ConfigFlags {
  const flags = {
    "notify.me": options.me,
    "notify.due_within": options["due-within"],
    "notify.stale_after": options["stale-after"],
    "notify.unsent_after": options["unsent-after"],
  };
  return Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== null));
}

/** @throws {SyncError} `USAGE` */
export function checkingOf(
  { to, set }: CheckValues,
  command: readonly string[] | null,
  redeliverAfterMs: number,
): CheckOptions {
  checkSetName(set ?? "check");
  const targets = to.flatMap((names) => names.split(",")).map(targetOf);
  const withCommand = command === null ? targets : [...targets, "command" as const];
  return {
    set: set ?? "check",
    to: withCommand.length === 0 ? null : withCommand,
    command,
    redeliverAfterMs,
  };
}

/** @throws {SyncError} `USAGE` */
export function checkSetName(set: string): void {
  if (set !== "" && set.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(set)) return;
  throw usageError("the name of a set has 1 to 200 characters, all of them visible", "notify");
}

export async function runCheck(
  options: CheckOptions,
  notices: Notices,
  { output, signal }: Context,
): Promise<ExitCode> {
  const print = (told: readonly ToldNotice[], outcome: CheckOutcome) => {
    output.result(shape(told, outcome), () => told.map(lineOf));
    signal.throwIfAborted();
  };
  let isPrinted = false;
  const outcome = await notices.check(options, (told, outcome) => {
    print(told, outcome);
    isPrinted = true;
  }, signal);
  if (output.isJson && !isPrinted) print([], outcome);
  for (const [target, count] of Object.entries(outcome.told)) {
    output.note(`told ${target} ${count === 0 ? "nothing" : count}`);
  }
  for (const error of outcome.failed) output.error(error);
  return outcome.failed.length === 0 ? ExitCode.ok : ExitCode.tryAgain;
}

function shape(notices: readonly ToldNotice[], { told, failed }: CheckOutcome) {
  return { notices, told, failed: failed.map(({ code, message }) => ({ code, message })) };
}

function lineOf({ kind, text, repeated }: ToldNotice): string {
  return `${kind.padEnd(8)}  ${text}${repeated ? " (perhaps told before)" : ""}`;
}

function targetOf(name: string) {
  const target = noticeTargets.find((known) => known === name);
  if (target !== undefined) return target;
  throw usageError(`--to must be one of ${noticeTargets.join(", ")}`, "notify");
}
