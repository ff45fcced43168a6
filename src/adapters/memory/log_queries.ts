import type { JsonObject } from "@/domain/json.ts";
import { logStreamId } from "@/domain/events.ts";
import type { Row } from "@/domain/projection.ts";
import { taskNamed } from "@/domain/task_name.ts";
import type { Side } from "@/domain/task.ts";
import type { UuidOfNumber } from "@/ports/log.ts";
import type { DeadLetter, LogQueries } from "@/ports/log_queries.ts";
import type { ConflictRow, LeftOut, PendingPush } from "@/ports/operations.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";
import { createLogReader, errorOf, factOf } from "@/adapters/memory/log_reader.ts";
import {
  jsonOf,
  listOf,
  rowsWhere,
  sortedBy,
  type TableOf,
  textOf,
  textOrNull,
} from "@/adapters/memory/rows.ts";

export function createLogQueries(
  content: () => LogContent,
  table: TableOf,
  uuidOf: UuidOfNumber,
): LogQueries {
  const reader = createLogReader(content, table);
  const titleOf = (streamId: string) => textOf(table("tasks").get(streamId), "title");
  const titled = (row: Row) => titleOf(textOf(row, "stream_id"));
  const oldestFirst = (name: string) => sortedBy([...table(name).all()], "position");

  const pendingPushes = () =>
    oldestFirst("pending").filter((row) => !reader.isOutside(textOf(row, "stream_id"))).map((
      row,
    ) => toPendingPush(row, titled(row)));

  /** Up to five. */
  function beginningWith(prefix: string): readonly string[] {
    const begin = (streamId: string) => streamId !== logStreamId && streamId.startsWith(prefix);
    return [...content().streams.keys()].filter(begin).sort().slice(0, 5);
  }

  function toConflict(row: Row): ConflictRow {
    const project = table("tasks").get(textOf(row, "stream_id"))?.["project"];
    return toConflictRow(row, titled(row), JSON.parse(String(project ?? "[]")));
  }

  return {
    ...reader,
    pendingList: pendingPushes,
    pendingCount: () => pendingPushes().filter(({ dead }) => !dead).length,
    givenUpList: () =>
      pendingPushes().filter(({ dead }) => dead).map(({ dead: _, ...push }) => push),
    conflictList: () =>
      oldestFirst("conflicts").filter(({ picked }) => picked === null).map(toConflict),
    pickedConflicts: () =>
      oldestFirst("conflicts").filter(({ picked }) => picked !== null).map((row) => ({
        ...toConflict(row),
        picked: row["picked"] as Side,
        pickedAt: textOf(row, "picked_at"),
      })),
    conflictCount: () => rowsWhere(table("conflicts"), ({ picked }) => picked === null).length,
    deadLetterList: () => lastOfEach(oldestFirst("dead_letters"), titleOf),
    leftOutList: () => oldestFirst("left_out").map((row) => toLeftOut(row, titled(row))),
    heldList: () =>
      oldestFirst("held").filter((row) => !reader.isOutside(textOf(row, "stream_id"))).map((
        row,
      ) => ({
        task: textOf(row, "stream_id"),
        title: titled(row),
        side: row["side"] as Side,
        since: textOf(row, "at"),
      })),
    outOfScope: () =>
      sortedBy(rowsWhere(table("tasks"), (row) => withdrawn(row) !== null), "position")
        .map((row) => ({
          task: textOf(row, "id"),
          title: textOf(row, "title"),
          reason: withdrawn(row) ?? "",
        })),
    outsideOfSelection: () => outsideOfSelection(table),
    openDueBefore: (at) =>
      sortedBy(
        rowsWhere(table("tasks"), (row) =>
          isOpenAndDue(row, at) && !reader.isOutside(textOf(row, "id"))),
        "due_order",
        "age",
      )
        .map((row) => ({
          task: textOf(row, "id"),
          title: textOf(row, "title"),
          dueAt: textOf(row, "due_order"),
        })),
    labelNames: () => {
      const labels = [...table("tasks").all()].flatMap((row) => listOf(row, "tags").map(String));
      return [...new Set(labels)].sort(compareBytes);
    },
    eventCount: () => content().events.length,
    titleOf,
    cachedFacts(name) {
      const fact = factOf(table, `cache.${name}`);
      return fact === null ? null : { facts: fact.value, at: fact.at };
    },
    lastSummary: () => factOf(table, "sync")?.value as JsonObject | undefined ?? null,
    resolveTask: (name) =>
      taskNamed(name, {
        ofVikunja: reader.streamOf,
        ofNumber: (number) =>
          uuidOf(reader.binding("taskwarrior"), reader.cursor("taskwarrior"), number),
        beginningWith,
      }),
  };
}

function outsideOfSelection(table: TableOf): ReturnType<LogQueries["outsideOfSelection"]> {
  const isThere = (streamId: string) => {
    const task = table("tasks").get(streamId);
    return task?.["taskwarrior"] === "present" || task?.["vikunja"] === "present";
  };
  const there = [...table("deselected").all()].filter((row) => isThere(textOf(row, "stream_id")));
  return [...Map.groupBy(there, (row) => textOf(row, "because"))]
    .map(([because, rows]) => ({ because, count: rows.length }))
    .sort((a, b) => b.count - a.count || compareBytes(a.because, b.because));
}

function withdrawn(row: Row): string | null {
  return textOrNull(row, "vikunja_withdrawn") ?? textOrNull(row, "taskwarrior_withdrawn");
}

function isOpenAndDue(row: Row, at: string): boolean {
  const due = row["due_order"];
  return row["status"] === "pending" && typeof due === "string" && due < at;
}

function toPendingPush(row: Row, title: string): PendingPush & { readonly dead: boolean } {
  return {
    task: textOf(row, "stream_id"),
    title,
    side: row["side"] as Side,
    action: row["action"] as PendingPush["action"],
    since: textOf(row, "requested_at"),
    attempts: Number(row["attempts"]),
    nextAt: textOrNull(row, "next_at"),
    error: errorOf(row),
    dead: row["dead"] === 1,
  };
}

function toConflictRow(row: Row, title: string, project: readonly string[]): ConflictRow {
  return {
    id: textOf(row, "conflict_id"),
    task: textOf(row, "stream_id"),
    title,
    field: textOf(row, "field"),
    kept: { side: row["kept_side"] as Side, value: jsonOf(row, "kept_value") },
    lost: { side: row["lost_side"] as Side, value: jsonOf(row, "lost_value") },
    at: textOf(row, "at"),
    because: textOf(row, "because"),
    missing: listOf(row, "missing") as readonly string[],
    project,
  };
}

function toLeftOut(row: Row, title: string): LeftOut {
  return {
    task: textOf(row, "stream_id"),
    title,
    side: row["side"] as Side,
    parts: listOf(row, "parts") as unknown as LeftOut["parts"],
    since: textOf(row, "at"),
    isAccepted: row["accepted"] === 1,
  };
}

/** Of one task the last, since the first: each complete read may have stumbled over it again. */
function lastOfEach(
  rows: readonly Row[],
  titleOf: (streamId: string) => string,
): readonly DeadLetter[] {
  const letters = new Map<string, DeadLetter>();
  for (const row of rows) {
    const streamId = textOf(row, "stream_id");
    const earlier = letters.get(streamId);
    letters.delete(streamId);
    letters.set(streamId, toDeadLetter(row, titleOf(streamId), earlier?.at ?? textOf(row, "at")));
  }
  return [...letters.values()];
}

function toDeadLetter(row: Row, title: string, at: string): DeadLetter {
  return {
    position: Number(row["position"]),
    streamId: textOf(row, "stream_id"),
    title,
    message: textOf(row, "message"),
    code: textOf(row, "code"),
    reason: textOf(row, "reason"),
    at,
  };
}

/** As SQLite orders texts: by the bytes of UTF-8, which is by code points. */
function compareBytes(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const difference = (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
