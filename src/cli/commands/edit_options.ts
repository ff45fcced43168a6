import { sideNames } from "@/domain/task.ts";
import type { Edited } from "@/ports/task_edits.ts";
import { nameOf } from "@/cli/commands/claim_text.ts";
import { wholeNumber } from "@/cli/commands/claim_options.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import type { Output } from "@/cli/output.ts";

export const editOptions = {
  "if-version": { type: "text", value: "N", summary: "Only if the task still has this version" },
  token: { type: "text", value: "N", summary: "Only if nobody else has claimed it since" },
  ...lockOptions,
} as const;

export const editDetails: readonly string[] = [
  "Exit code 3 when the version or the token is stale, 75 when a side could not be written yet.",
];

export function conditionsOf(
  options: { readonly "if-version": string | null; readonly token: string | null },
  command: string,
) {
  return {
    ifVersion: wholeNumber(options["if-version"], "--if-version", command),
    token: wholeNumber(options.token, "--token", command),
  };
}

export function showEdited(edited: Edited, what: string, output: Output): ExitCode {
  output.result(edited, () => [editedText(edited, what)]);
  if (!edited.ok) return ExitCode.conflict;
  return edited.pending.length === 0 ? ExitCode.ok : ExitCode.tryAgain;
}

function editedText(edited: Edited, what: string): string {
  if (edited.ok) {
    const waiting = edited.pending.map((side) => `; waits for ${sideNames[side]}`);
    return `${nameOf(edited)} ${what}, version ${edited.version}${waiting.join("")}`;
  }
  if (edited.because === "version") {
    return `${
      nameOf(edited)
    } has version ${edited.actual}, not ${edited.expected}: nothing was changed`;
  }
  const holder = edited.lockedBy === null ? "" : `; ${edited.lockedBy} holds it`;
  return `${nameOf(edited)}: the token is not the last one${holder}: nothing was changed`;
}
