import type { Json, JsonObject } from "@/domain/json.ts";
import type { Row } from "@/domain/projection.ts";
import type { Side } from "@/domain/task.ts";
import type { DeadLetter, LogQueries } from "@/ports/log_queries.ts";
import type { ConflictRow, LeftOut, PendingPush, PickedConflictRow } from "@/ports/operations.ts";
import type { UuidOfNumber } from "@/ports/log.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { resolveTask } from "@/adapters/sqlite/resolve_task.ts";
import { countOf, createLogReader, readFact } from "@/adapters/sqlite/log_reader.ts";

const isSelected = "NOT EXISTS (SELECT 1 FROM deselected d WHERE d.stream_id = pending.stream_id)";
const pendingSql =
  `SELECT pending.*, title FROM pending LEFT JOIN tasks ON id = stream_id WHERE ${isSelected}`;

export function createLogQueries(db: Database, uuidOf: UuidOfNumber = () => null): LogQueries {
  const reader = createLogReader(db);
  return {
    ...reader,
    pendingList: () =>
      db.all(`${pendingSql} ORDER BY pending.position`).map((row) => ({
        ...toPendingPush(row),
        dead: row["dead"] === 1,
      })),
    pendingCount: () =>
      countOf(db.get(`SELECT count(*) AS count FROM pending WHERE dead = 0 AND ${isSelected}`)),
    givenUpList: () =>
      db.all(`${pendingSql} AND dead = 1 ORDER BY pending.position`).map(toPendingPush),
    conflictList: () =>
      db.all(
        `SELECT conflicts.*, title, project FROM conflicts LEFT JOIN tasks ON id = stream_id
         WHERE picked IS NULL ORDER BY conflicts.position`,
      ).map(toConflictRow),
    pickedConflicts: () =>
      db.all(
        `SELECT conflicts.*, title, project FROM conflicts LEFT JOIN tasks ON id = stream_id
         WHERE picked IS NOT NULL ORDER BY conflicts.position`,
      ).map(toPickedConflict),
    conflictCount: () =>
      countOf(db.get("SELECT count(*) AS count FROM conflicts WHERE picked IS NULL")),
    deadLetterList: () =>
      db.all(
        // Of one task the last, since the first: each complete read may have stumbled over it again.
        `SELECT max(position) AS position, stream_id, message, code, reason,
         (SELECT min(at) FROM dead_letters first WHERE first.stream_id = dead_letters.stream_id) AS at,
         (SELECT title FROM tasks WHERE id = stream_id) AS title
         FROM dead_letters GROUP BY stream_id ORDER BY position`,
      ).map(toDeadLetter),
    leftOutList: () =>
      db.all(
        `SELECT left_out.*, title FROM left_out LEFT JOIN tasks ON id = stream_id
         ORDER BY left_out.position`,
      ).map(toLeftOut),
    heldList: () =>
      db.all(
        `SELECT held.*, title FROM held LEFT JOIN tasks ON id = stream_id
         WHERE NOT EXISTS (SELECT 1 FROM deselected d WHERE d.stream_id = held.stream_id)
         ORDER BY held.position`,
      ).map((row) => ({
        task: text(row, "stream_id"),
        title: text(row, "title"),
        side: row["side"] as Side,
        since: text(row, "at"),
      })),
    outOfScope: () =>
      db.all(
        `SELECT id AS stream_id, title, coalesce(vikunja_withdrawn, taskwarrior_withdrawn) AS reason FROM tasks
         WHERE reason IS NOT NULL ORDER BY position, rowid`,
      ).map((row) => ({
        task: text(row, "stream_id"),
        title: text(row, "title"),
        reason: text(row, "reason"),
      })),
    outsideOfSelection: () =>
      db.all(
        `SELECT because, count(*) AS count FROM deselected JOIN tasks ON id = stream_id
         WHERE taskwarrior = 'present' OR vikunja = 'present'
         GROUP BY because ORDER BY count DESC, because`,
      ).map((row) => ({ because: text(row, "because"), count: Number(row["count"]) })),
    openDueBefore: (at) =>
      db.all(
        `SELECT id, title, due_order FROM tasks
         WHERE status = 'pending' AND due_order < ?
         AND NOT EXISTS (SELECT 1 FROM deselected WHERE stream_id = id) ORDER BY due_order, age, rowid`,
        at,
      ).map((row) => ({
        task: text(row, "id"),
        title: text(row, "title"),
        dueAt: text(row, "due_order"),
      })),
    labelNames: () =>
      db.all(
        `SELECT DISTINCT value AS label FROM tasks, json_each(tags) WHERE tags IS NOT NULL ORDER BY label`,
      ).map((row) => text(row, "label")),
    eventCount: () => countOf(db.get("SELECT sum(version) AS count FROM streams")),
    titleOf(streamId) {
      const row = db.get("SELECT title FROM tasks WHERE id = ?", streamId);
      return row === undefined ? "" : text(row, "title");
    },
    cachedFacts(name) {
      const fact = readFact(db, `cache.${name}`);
      return fact === null ? null : { facts: fact.value, at: fact.at };
    },
    lastSummary: () => readFact(db, "sync")?.value as JsonObject | undefined ?? null,
    resolveTask: (name) => resolveTask(db, reader, uuidOf, name),
  };
}

function toPendingPush(row: Row): PendingPush {
  const error = text(row, "error_message");
  return {
    task: text(row, "stream_id"),
    title: text(row, "title"),
    side: row["side"] as Side,
    action: row["action"] as PendingPush["action"],
    since: text(row, "requested_at"),
    attempts: Number(row["attempts"]),
    nextAt: textOrNull(row, "next_at"),
    error: row["error_code"] === null ? null : `${text(row, "error_code")}: ${error}`,
  };
}

function toConflictRow(row: Row): ConflictRow {
  const json = (column: string) => JSON.parse(text(row, column)) as Json;
  return {
    id: text(row, "conflict_id"),
    task: text(row, "stream_id"),
    title: text(row, "title"),
    field: text(row, "field"),
    kept: { side: row["kept_side"] as Side, value: json("kept_value") },
    lost: { side: row["lost_side"] as Side, value: json("lost_value") },
    at: text(row, "at"),
    because: text(row, "because"),
    missing: json("missing") as readonly string[],
    project: JSON.parse(text(row, "project") || "[]"),
  };
}

function toPickedConflict(row: Row): PickedConflictRow {
  return {
    ...toConflictRow(row),
    picked: row["picked"] as Side,
    pickedAt: text(row, "picked_at"),
  };
}

function toLeftOut(row: Row): LeftOut {
  return {
    task: text(row, "stream_id"),
    title: text(row, "title"),
    side: row["side"] as Side,
    parts: JSON.parse(text(row, "parts")) as LeftOut["parts"],
    since: text(row, "at"),
    isAccepted: row["accepted"] === 1,
  };
}

function toDeadLetter(row: Row): DeadLetter {
  return {
    position: Number(row["position"]),
    streamId: text(row, "stream_id"),
    title: text(row, "title"),
    message: text(row, "message"),
    code: text(row, "code"),
    reason: text(row, "reason"),
    at: text(row, "at"),
  };
}

function text(row: Row, column: string): string {
  return String(row[column] ?? "");
}

function textOrNull(row: Row, column: string): string | null {
  return row[column] === null ? null : text(row, column);
}
