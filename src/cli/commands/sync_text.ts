import { sideNames, sides } from "@/domain/task.ts";
import type { SyncSummary } from "@/ports/operations.ts";
import { counted } from "@/words/words.ts";

/**
 * What a run verified, in a line, and a line for each thing that wants to be looked at. `asks`: of some conflicts both
 * values stay as they are until a person picks.
 */
export function summaryLines(summary: SyncSummary, asks = false): readonly string[] {
  const { conflicts, pending, failed, held = 0, undecided = 0 } = summary;
  const lines = [`verified: ${doneText(summary)}`];
  if (conflicts > 0) {
    const kept = asks ? "both values are kept" : "one value stands, the other is kept";
    lines.push(`${counted(conflicts, "new conflict")}: ${kept}; see \`conflicts\``);
  }
  if (undecided > 0 && conflicts === 0) {
    lines.push(`${counted(undecided, "conflict")} undecided until you pick; see \`conflicts\``);
  }
  if (pending > 0) {
    lines.push(`${counted(pending, "change")} left for the next run; see \`status\``);
  }
  if (held > 0) lines.push(`${counted(held, "deletion")} held back; see \`held\``);
  if (failed > 0) lines.push(`${counted(failed, "change")} given up or left out; see \`status\``);
  return lines;
}

/** What it did, and what that took. */
export function doneText(summary: SyncSummary): string {
  const { linked, requests, durationMs } = summary;
  const changes = (["created", "updated", "deleted"] as const).flatMap((done) =>
    sides.filter((side) => summary[done][side] > 0).map((side) =>
      `${done} ${summary[done][side]} in ${sideNames[side]}`
    )
  );
  const what = changes.length === 0 ? "nothing to do" : changes.join(", ");
  const effort = `${counted(requests, "request")}, ${(durationMs / 1000).toFixed(2)} s`;
  return `${counted(linked, "task")} linked; ${what} (${effort})`;
}
