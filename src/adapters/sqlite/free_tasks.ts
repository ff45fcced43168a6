import { type PriorityLevels, usualLevels } from "@/domain/priority_levels.ts";
import type { FreeFilter } from "@/ports/claims.ts";

interface Selection {
  readonly sql: string;
  readonly cells: readonly (string | number)[];
}

/** Ids of tasks that nobody has, the most urgent first. */
export function freeTasks(filter: FreeFilter, limit: number): Selection {
  const now = `${new Date(filter.nowMs).toISOString().slice(0, 19)}Z`;
  const parts = [ofProject(filter), withTag(filter), ...filter.unready ? [] : [readyAt(now)]];
  const { sql, cells } = urgencyAt(now, filter.levels ?? usualLevels);
  return {
    sql: `${openBlockers} SELECT id FROM tasks t WHERE status = 'pending' AND assignee IS NULL
      AND NOT EXISTS (SELECT 1 FROM deselected WHERE stream_id = t.id) ${
      parts.map((part) => part.sql).join(" ")
    } ORDER BY ${sql} DESC, priority DESC, due_order, age, t.id LIMIT ?`,
    cells: [...parts.flatMap((part) => part.cells), ...cells, limit],
  };
}

/** Pairs of an open task and an open one that waits for it, as either side says. */
const openBlockers = `WITH blocked(blocker, waiting) AS MATERIALIZED (
  SELECT b.id, w.id FROM tasks w, json_each(w.depends) d JOIN tasks b ON b.id = d.value
  WHERE w.status = 'pending' AND b.status = 'pending' AND w.depends <> '[]'
  UNION
  SELECT b.id, w.id FROM tasks w, json_each(w.vikunja_depends) d JOIN tasks b ON b.vikunja_id = d.value
  WHERE w.status = 'pending' AND b.status = 'pending' AND w.vikunja_depends <> '[]')`;

/** Projects and tags are JSON lists: one below a project has its list, but for the end, at the beginning. */
function ofProject({ project }: FreeFilter): Selection {
  if (project === null) return { sql: "", cells: [] };
  const own = JSON.stringify(project);
  const beginning = own.slice(0, -1) + ",";
  return {
    sql: "AND (project = ? OR substr(project, 1, ?) = ?)",
    // SQLite counts characters, not what they take in a text of ours.
    cells: [own, String([...beginning].length), beginning],
  };
}

function withTag({ tag }: FreeFilter): Selection {
  if (tag === null) return { sql: "", cells: [] };
  return { sql: "AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)", cells: [tag] };
}

function readyAt(now: string): Selection {
  const basic = now.replace(/[-:]/g, "");
  return {
    sql: `AND (scheduled IS NULL OR scheduled <= ?) AND (wait IS NULL OR wait <= ?)
      AND id NOT IN (SELECT waiting FROM blocked)`,
    cells: [now, basic],
  };
}

/**
 * Taskwarrior's urgency with its own coefficients (`task show urgency`, alike in 2.6.2 and 3.5.0), but for those
 * that a user sets: next 15, due 12, blocking 8, priority 6/3.9/1.8, scheduled 5, active 4, waiting -3, blocked -5,
 * age 2, annotations, tags and project 1.
 */
function urgencyAt(now: string, { high, medium }: PriorityLevels): Selection {
  const days = (from: string) => `(julianday(?) - julianday(${from}))`;
  const some = (count: string) =>
    `CASE WHEN ${count} > 2 THEN 1.0 WHEN ${count} = 2 THEN 0.9 WHEN ${count} = 1 THEN 0.8 ELSE 0 END`;
  const terms: readonly (readonly [sql: string, ...cells: readonly (string | number)[]])[] = [
    ["15.0 * EXISTS (SELECT 1 FROM json_each(tags) WHERE value = 'next')"],
    // From 0.2 at two weeks before it is due, or more, to 1 at a week after.
    [
      `12.0 * CASE WHEN due_order = '~' THEN 0
        ELSE min(1.0, max(0.2, (${days("due_order")} + 14.0) * 0.8 / 21.0 + 0.2)) END`,
      now,
    ],
    ["8.0 * (id IN (SELECT blocker FROM blocked))"],
    ["-5.0 * (id IN (SELECT waiting FROM blocked))"],
    [
      `CASE WHEN priority >= ? THEN 6.0 WHEN priority >= ? THEN 3.9 WHEN priority >= 1 THEN 1.8 ELSE 0 END`,
      high,
      medium,
    ],
    ["5.0 * coalesce(scheduled <= ?, 0)", now],
    ["4.0 * coalesce(started, 0)"],
    ["-3.0 * coalesce(wait > ?, 0)", now.replace(/[-:]/g, "")],
    [some("coalesce(comment_count, 0)")],
    [some("json_array_length(tags)")],
    ["1.0 * (project <> '[]')"],
  ];
  return {
    sql: `(${terms.map(([sql]) => sql).join(" + ")})`,
    cells: terms.flatMap(([, ...cells]) => cells),
  };
}
