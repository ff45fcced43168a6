import type { Json, JsonObject } from "@/domain/json.ts";
import type { Row } from "@/domain/projection.ts";
import { noDueDate } from "@/domain/due_order.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type {
  AloneOutside,
  LogReader,
  PendingRef,
  RunFailure,
  SeenInVikunja,
} from "@/ports/log_reader.ts";
import type { LogContent } from "@/adapters/memory/disk.ts";
import {
  jsonOf,
  listOf,
  rowsWhere,
  sortedBy,
  type TableOf,
  textOf,
  textOrNull,
} from "@/adapters/memory/rows.ts";

type Failed = Omit<RunFailure, "at">;

export function createLogReader(content: () => LogContent, table: TableOf): LogReader {
  const linked = (vikunjaId: number) => table("links").holding("vikunja_id", vikunjaId);
  const present = (side: Side) => rowsWhere(table("tasks"), (row) => row[side] === "present");
  const fact = (name: string) => factOf(table, name);

  const isOutside = (streamId: string) => table("deselected").get(streamId) !== undefined;

  function oneSeen(vikunjaId: number): readonly SeenInVikunja[] {
    const row = table("tasks").get(linked(vikunjaId)?.["stream_id"] ?? null);
    return row !== undefined && isSeen(row) ? [toSeen(row)] : [];
  }

  function failureIn(name: string): RunFailure | null {
    const failure = fact(name);
    return failure === null ? null : { ...failure.value as unknown as Failed, at: failure.at };
  }

  return {
    streamOf: (vikunjaId) => textOrNull(linked(vikunjaId), "stream_id"),
    vikunjaIdOf(streamId) {
      const row = table("links").get(streamId);
      return row === undefined ? null : Number(row["vikunja_id"]);
    },
    linkCount: () =>
      [...table("links").all()].filter((row) => !isOutside(textOf(row, "stream_id"))).length,
    isOutside,
    whyOutside: (streamId) => textOrNull(table("deselected").get(streamId), "because"),
    aloneOutside: (side) =>
      rowsWhere(table("tasks"), (row) =>
        row[side] === "present" && isOutside(textOf(row, "id")) &&
        (row[otherSide(side)] ?? null) === null &&
        ((row["vikunja_id"] ?? null) === null) === (side === "taskwarrior")).map(toAlone),
    isKnown: (streamId) => content().streams.has(streamId),
    presenceOf: (streamId, side) => textOrNull(table("tasks").get(streamId), side),
    pairCount: () => present("taskwarrior").filter((row) => row["vikunja"] === "present").length,
    presentCount: (side) => present(side).length,
    selectedCount: (side) => present(side).filter((row) => !isOutside(textOf(row, "id"))).length,
    presentStreams: (side) => sortedBy(present(side), "id").map((row) => textOf(row, "id")),
    dependentsOf: (streamIds) =>
      [...table("tasks").all()].flatMap((row) =>
        listOf(row, "depends").filter((id) => streamIds.has(String(id)))
          .map(() => textOf(row, "id"))
      ),
    seenInVikunja(which) {
      if (typeof which === "object") return which.flatMap(oneSeen);
      const seen = rowsWhere(table("tasks"), isSeen);
      if (which === "all") return seen.map(toSeen);
      return newestFirst(seen).slice(0, which).map(toSeen);
    },
    createdInVikunja: (vikunjaId) =>
      textOrNull(table("tasks").get(linked(vikunjaId)?.["stream_id"] ?? null), "vikunja_created"),
    pendingPushes: () =>
      sortedBy([...table("pending").all()], "position").map((row) =>
        toPendingRef(row, isOutside(textOf(row, "stream_id")))
      ),
    cursor: (side) => fact(`cursor.${side}`)?.value as string | undefined ?? null,
    lastCompleteAt: (side) => fact(`complete.${side}`)?.at ?? null,
    lastSyncAt: () => fact("sync")?.at ?? null,
    lastFailure: () => failureIn("failure"),
    lastFailed: () => failureIn("failed"),
    binding: (side) => fact(`binding.${side}`)?.value as JsonObject | undefined ?? null,
  };
}

/** The last word on a name; `null`: never said. */
export function factOf(
  table: TableOf,
  name: string,
): { readonly value: Json; readonly at: string } | null {
  const row = table("facts").get(name);
  return row === undefined ? null : { value: jsonOf(row, "value"), at: textOf(row, "at") };
}

function isSeen(row: Row): boolean {
  return row["vikunja"] === "present" && row["vikunja_id"] !== null;
}

function toAlone(row: Row): AloneOutside {
  const due = textOrNull(row, "due_order");
  return {
    streamId: textOf(row, "id"),
    vikunjaId: row["vikunja_id"] == null ? null : Number(row["vikunja_id"]),
    title: textOf(row, "title"),
    dueAt: due === noDueDate ? null : due,
    done: row["status"] === "completed",
  };
}

function newestFirst(rows: readonly Row[]): readonly Row[] {
  const stamp = (row: Row) => textOf(row, "vikunja_updated");
  return rows.toSorted((a, b) => stamp(a) === stamp(b) ? 0 : stamp(a) > stamp(b) ? -1 : 1);
}

function toSeen(row: Row): SeenInVikunja {
  return {
    streamId: textOf(row, "id"),
    vikunjaId: Number(row["vikunja_id"]),
    title: textOf(row, "title"),
    project: listOf(row, "project") as readonly string[],
    createdAt: textOrNull(row, "vikunja_created"),
    updatedAt: textOrNull(row, "vikunja_updated"),
    seenAt: textOrNull(row, "vikunja_seen_at"),
  };
}

function toPendingRef(row: Row, isOutside: boolean): PendingRef {
  return {
    isOutside,
    streamId: textOf(row, "stream_id"),
    side: row["side"] as Side,
    dead: row["dead"] === 1,
    nextAt: textOrNull(row, "next_at"),
    error: errorOf(row),
  };
}

export function errorOf(row: Row): string | null {
  return row["error_code"] === null
    ? null
    : `${textOf(row, "error_code")}: ${textOf(row, "error_message")}`;
}
