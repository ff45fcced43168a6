import type { Cell, Row } from "@/domain/projection.ts";
import { type PriorityLevels, usualLevels } from "@/domain/priority_levels.ts";
import type { FreeFilter } from "@/ports/claims.ts";
import { compareCells } from "@/adapters/memory/row_store.ts";
import { listOf } from "@/adapters/memory/rows.ts";

/** Tasks that nobody has, the most urgent first. */
export function freeTasks(tasks: readonly Row[], filter: FreeFilter): readonly Row[] {
  const now = `${new Date(filter.nowMs).toISOString().slice(0, 19)}Z`;
  const pending = tasks.filter((row) => row["status"] === "pending");
  const blocks = openBlocks(pending);
  const levels = filter.levels ?? usualLevels;
  return pending
    .filter((row) =>
      row["assignee"] === null && isOfProject(row, filter) && hasTag(row, filter) &&
      (filter.unready || isReady(row, now, blocks))
    )
    .map((row) => ({ row, urgency: urgencyAt(row, now, blocks, levels) }))
    .sort((a, b) =>
      compareCells(b.urgency, a.urgency) || compareBy(b.row, a.row, "priority") ||
      compareBy(a.row, b.row, "due_order") || compareBy(a.row, b.row, "age") ||
      compareBy(a.row, b.row, "id")
    )
    .map(({ row }) => row);
}

interface OpenBlocks {
  readonly blockers: ReadonlySet<Row>;
  readonly waiting: ReadonlySet<Row>;
}

/** Open tasks and open ones that wait for them, as either side says. */
function openBlocks(pending: readonly Row[]): OpenBlocks {
  const blockers = new Set<Row>();
  const waiting = new Set<Row>();
  const by = (column: string) => new Map(pending.map((row) => [row[column] ?? null, row]));
  for (const [depends, named] of [["depends", "id"], ["vikunja_depends", "vikunja_id"]] as const) {
    const waiters = pending.filter((row) => listOf(row, depends).length > 0);
    if (waiters.length === 0) continue;
    const tasks = by(named);
    for (const row of waiters) {
      for (const name of listOf(row, depends)) {
        const blocker = tasks.get(name as Cell);
        if (blocker === undefined) continue;
        blockers.add(blocker);
        waiting.add(row);
      }
    }
  }
  return { blockers, waiting };
}

function isOfProject(row: Row, { project }: FreeFilter): boolean {
  if (project === null) return true;
  if (row["project"] == null) return false;
  const own = listOf(row, "project");
  return project.every((name, index) => own[index] === name) &&
    (project.length > 0 || own.length === 0);
}

function hasTag(row: Row, { tag }: FreeFilter): boolean {
  return tag === null || listOf(row, "tags").includes(tag);
}

function isReady(row: Row, now: string, { waiting }: OpenBlocks): boolean {
  return !isAfter(row["scheduled"], now) && !isAfter(row["wait"], basic(now)) && !waiting.has(row);
}

/**
 * Taskwarrior's urgency, by the terms and in the order of SQLite's: the sum is the same to the last bit.
 * `null`: a term is not known, and the task comes after all others.
 */
function urgencyAt(
  row: Row,
  now: string,
  { blockers, waiting }: OpenBlocks,
  { high, medium }: PriorityLevels,
): number | null {
  const { project, priority } = row;
  const due = dueTerm(row["due_order"] ?? null, now);
  if (due === null || project == null) return null;
  const level = Number(priority ?? 0);
  const scheduled = row["scheduled"];
  return 15.0 * (listOf(row, "tags").includes("next") ? 1 : 0) +
    due +
    8.0 * (blockers.has(row) ? 1 : 0) +
    -5.0 * (waiting.has(row) ? 1 : 0) +
    (level >= high ? 6.0 : level >= medium ? 3.9 : level >= 1 ? 1.8 : 0) +
    5.0 * (typeof scheduled === "string" && scheduled <= now ? 1 : 0) +
    4.0 * Number(row["started"] ?? 0) +
    -3.0 * (isAfter(row["wait"], basic(now)) ? 1 : 0) +
    some(Number(row["comment_count"] ?? 0)) +
    some(listOf(row, "tags").length) +
    1.0 * (project === "[]" ? 0 : 1);
}

/** From 0.2 at two weeks before it is due, or more, to 1 at a week after. */
function dueTerm(due: Cell, now: string): number | null {
  if (due === "~") return 0;
  const at = julianDay(String(due));
  if (Number.isNaN(at)) return null;
  return 12.0 * Math.min(1, Math.max(0.2, (julianDay(now) - at + 14) * 0.8 / 21 + 0.2));
}

function some(count: number): number {
  return count > 2 ? 1 : count === 2 ? 0.9 : count === 1 ? 0.8 : 0;
}

function julianDay(instant: string): number {
  return (Date.parse(instant) + 210_866_760_000_000) / 86_400_000;
}

function isAfter(cell: Cell | undefined, instant: string): boolean {
  return typeof cell === "string" && cell > instant;
}

/** As Taskwarrior writes it. */
function basic(instant: string): string {
  return instant.replace(/[-:]/g, "");
}

function compareBy(a: Row, b: Row, column: string): number {
  return compareCells(a[column] ?? null, b[column] ?? null);
}
