import type { ConflictValue } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import { otherSide } from "@/domain/task.ts";
import type { ConflictRow } from "@/ports/operations.ts";
import { tableLines } from "@/cli/terminal/table.ts";
import { sideNames } from "@/cli/words.ts";

export function conflictTable(rows: readonly ConflictRow[]): readonly string[] {
  if (rows.length === 0) return ["no conflicts"];
  const cells = rows.map((row) => [
    row.id,
    row.title,
    row.field,
    briefly(row.kept),
    briefly(row.lost),
    row.because,
    row.at,
  ]);
  const columns = [
    { title: "id" },
    { title: "title", maxWidth: 32 },
    { title: "field" },
    { title: "kept", maxWidth: 36 },
    { title: "lost", maxWidth: 36 },
    { title: "because" },
    { title: "at" },
  ];
  const first = rows[0]?.id ?? "ID";
  return [...tableLines(columns, cells), "", `both values in full: conflicts show ${first}`];
}

/** Both values in full, and what to type to take it back. */
export function conflictLines(row: ConflictRow): readonly string[] {
  const { id, task, title, field, kept, lost, at, because, missing } = row;
  return [
    `conflict  ${id}`,
    `task      ${task} ${JSON.stringify(title)}`,
    `field     ${field}`,
    `because   ${because}`,
    `at        ${at}`,
    "",
    `kept, of ${sideNames[kept.side]}:`,
    ...fully(kept, field),
    "",
    `lost, of ${sideNames[lost.side]}:`,
    ...fully(lost, field),
    ...(missing.length === 0 ? [] : ["", "could not be made again:"]),
    ...missing.map((what) => `  ${what}`),
    "",
    ...(because === "refused" && lost.value === null ? [] : [toHaveTheLost(row)]),
    `to let it rest as it is:             conflicts pick ${id} ${kept.side}`,
  ];
}

function toHaveTheLost({ id, kept, because }: ConflictRow): string {
  const pick = `conflicts pick ${id} ${otherSide(kept.side)}`;
  return because === "refused"
    ? `to add it as a comment of yours:      ${pick}`
    : `to have the lost one on both sides:  ${pick}`;
}

function briefly({ side, value }: ConflictValue): string {
  return `${side}: ${value === null ? "-" : JSON.stringify(value)}`;
}

function fully({ value }: ConflictValue, field: string): readonly string[] {
  if (value === null) return [field === "deleted" ? "  (deleted)" : "  (nothing)"];
  return textOf(value).split("\n").map((line) => `  ${line}`);
}

function textOf(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
