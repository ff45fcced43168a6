import type { ConflictValue } from "@/domain/events.ts";
import type { Json } from "@/domain/json.ts";
import { otherSide, sideNames } from "@/domain/task.ts";
import type { ConflictRow, PickedConflictRow, PickOutcome } from "@/ports/operations.ts";
import { fieldName, valueText, wholeText } from "@/words/field_text.ts";
import type { Page } from "@/cli/output.ts";
import { type Column, tableLines, titleColumn } from "@/cli/terminal/table.ts";
import { when } from "@/words/when.ts";

type Row = ConflictRow | PickedConflictRow;

export function conflictTable(rows: readonly Row[], { columns, now }: Page): readonly string[] {
  if (rows.length === 0) return ["no conflicts"];
  const cells = rows.map((row) => [
    row.id,
    row.title,
    fieldName(row.field),
    briefly(row.kept, row.field, now),
    briefly(row.lost, row.field, now),
    "picked" in row ? `${sideNames[row.picked]} ${when(row.pickedAt, now)}` : row.because,
    when(row.at, now),
  ]);
  const isPicked = rows.some((row) => "picked" in row);
  const described: readonly Column[] = [
    { title: "id" },
    titleColumn,
    { title: "field" },
    { title: "kept", maxWidth: 36, cut: 3 },
    { title: "lost", maxWidth: 36, cut: 3 },
    { title: isPicked ? "picked" : "because", cut: 2 },
    { title: "when" },
  ];
  const first = rows[0]?.id ?? "ID";
  return [
    ...tableLines(described, cells, columns),
    "",
    `both values in full: conflicts show ${first}`,
    ...(isPicked ? [`to take a pick back: conflicts unpick ${first}`] : []),
  ];
}

/** Both values in full, and what to type to take it back. */
export function conflictLines(row: Row, { now }: Page): readonly string[] {
  const { id, task, title, field, kept, lost, at, because, missing } = row;
  return [
    `conflict  ${id}`,
    `task      ${task} ${JSON.stringify(title)}`,
    `field     ${fieldName(field)}`,
    `because   ${because}`,
    `at        ${when(at, now)}`,
    ...("picked" in row ? [`picked    ${sideNames[row.picked]}, ${when(row.pickedAt, now)}`] : []),
    "",
    because === "ask"
      ? `in ${sideNames[kept.side]}, the newer one:`
      : `kept, of ${sideNames[kept.side]}:`,
    ...valueLines(kept, field, now),
    "",
    because === "ask" ? `in ${sideNames[lost.side]}:` : `lost, of ${sideNames[lost.side]}:`,
    ...valueLines(lost, field, now),
    ...(missing.length === 0 ? [] : ["", "could not be made again:"]),
    ...missing.map((what) => `  ${what}`),
    "",
    ...waysOn(row),
  ];
}

function waysOn(row: Row): readonly string[] {
  const { id, kept, lost, because } = row;
  if ("picked" in row) return [`to take the pick back:               conflicts unpick ${id}`];
  if (because === "ask") {
    return [kept, lost].map(({ side }) =>
      `to have that of ${sideNames[side].padEnd(11)} on both: conflicts pick ${id} ${side}`
    );
  }
  return [
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

export function outcomeLines(
  outcomes: readonly (PickOutcome & { readonly title: string })[],
): readonly string[] {
  if (outcomes.length === 0) return ["nothing was picked"];
  return outcomes.map(({ conflictId, title, side, error }) => {
    if (error !== null) return `${conflictId}: "${title}" stays as it is: ${error}`;
    return side === null
      ? `${conflictId}: "${title}" is as before the pick, and the conflict is open again`
      : `${conflictId}: "${title}" has the value of ${sideNames[side]} now`;
  });
}

function briefly({ side, value }: ConflictValue, field: string, now: Date): string {
  return `${side}: ${shown(value, field, now)}`;
}

function shown(value: Json, field: string, now: Date): string {
  if (value === null && field === "deleted") return "deleted";
  return field === "deleted" ? "edited" : valueText(field, value, now);
}

/** All of a value, indented. */
function valueLines({ value }: ConflictValue, field: string, now: Date): readonly string[] {
  return wholeText(field, value, now).map((line) => `  ${line}`);
}
