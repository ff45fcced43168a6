import type { BackupRow, Manifest, PrunedBackups } from "@/ports/backups.ts";
import type { Page } from "@/cli/output.ts";
import { when } from "@/words/when.ts";
import { counted } from "@/words/words.ts";

/** `1.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1_000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}

/** What is in it. */
export function contentText({ tasks, events }: Manifest): string {
  const side = (count: number | null, name: string) =>
    count === null ? `nothing of ${name}` : `${count} of ${name}`;
  return `${counted(tasks.log, "linked task")}, ${counted(events, "event")}; ` +
    `${side(tasks.taskwarrior, "Taskwarrior")}, ${side(tasks.vikunja, "Vikunja")}`;
}

export function rowLines({ path, bytes, manifest, problem, verifiedAt }: BackupRow, page: Page) {
  if (manifest === null) return [path, `  cannot be read: ${problem}`];
  const verified = verifiedAt === null
    ? "not verified since it was changed"
    : `found whole ${when(verifiedAt, page.now)}`;
  return [
    path,
    `  made ${when(manifest.madeAt, page.now)}, ${sizeText(bytes)}, ${verified}`,
    `  ${contentText(manifest)}`,
  ];
}

export function prunedLines(
  { kept, removed, damaged, others }: PrunedBackups,
  dryRun: boolean,
): readonly string[] {
  const gone = dryRun ? "would go" : "gone";
  return [
    ...kept.map(({ path, because }) => `kept: ${path} (${because.join(", ")})`),
    ...removed.map((path) => `${gone}: ${path}`),
    ...damaged.map(({ path, problems }) => `left alone: ${path}: ${problems.join("; ")}`),
    ...others === 0
      ? []
      : [`left alone: ${counted(others, "backup")} of other machines, profiles or state folders`],
    ...kept.length + removed.length + damaged.length + others === 0 ? ["there are no backups"] : [],
  ];
}
