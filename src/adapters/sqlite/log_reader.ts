import type { Json, JsonObject } from "@/domain/json.ts";
import type { Row } from "@/domain/projection.ts";
import type { Side } from "@/domain/task.ts";
import { noDueDate } from "@/domain/due_order.ts";
import type { AloneOutside, LogReader, RunFailure, SeenInVikunja } from "@/ports/log_reader.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import { createTurnLookup } from "@/adapters/sqlite/turn_lookup.ts";

/** Column names cannot be parameters; this keeps them to the two there are. */
const present: Readonly<Record<Side, string>> = {
  taskwarrior: "taskwarrior = 'present'",
  vikunja: "vikunja = 'present'",
};

/** Never seen on the other side. */
const absent: Readonly<Record<Side, string>> = {
  taskwarrior: "vikunja IS NULL AND tasks.vikunja_id IS NULL",
  vikunja: "taskwarrior IS NULL AND tasks.vikunja_id IS NOT NULL",
};

type Failed = Omit<RunFailure, "at">;

const isOutside = "EXISTS (SELECT 1 FROM deselected d WHERE d.stream_id = pending.stream_id)";
const pendingColumns = `stream_id, side, dead, next_at, error_code, error_message,
  ${isOutside} AS outside`;
const notOutside = "NOT EXISTS (SELECT 1 FROM deselected d WHERE d.stream_id = tasks.id)";

const seenColumns =
  `id, tasks.vikunja_id AS number, title, project, vikunja_created, vikunja_updated,
  vikunja_seen_at`;
const isThere = "vikunja = 'present' AND tasks.vikunja_id IS NOT NULL";
const newestSeen = `SELECT ${seenColumns} FROM tasks WHERE ${isThere}
  ORDER BY vikunja_updated DESC, rowid LIMIT ?`;
const allSeen = `SELECT ${seenColumns} FROM tasks WHERE ${isThere} ORDER BY rowid`;
const oneSeen = `SELECT ${seenColumns} FROM links JOIN tasks ON id = links.stream_id
  WHERE links.vikunja_id = ? AND ${isThere}`;

function toSeen(row: Row): SeenInVikunja {
  return {
    streamId: String(row["id"]),
    vikunjaId: Number(row["number"]),
    title: textOf(row, "title") ?? "",
    project: JSON.parse(textOf(row, "project") ?? "[]"),
    createdAt: textOf(row, "vikunja_created"),
    updatedAt: textOf(row, "vikunja_updated"),
    seenAt: textOf(row, "vikunja_seen_at"),
  };
}

function toAlone(row: Row): AloneOutside {
  const due = textOf(row, "due_order");
  return {
    streamId: String(row["id"]),
    vikunjaId: row["vikunja_id"] == null ? null : Number(row["vikunja_id"]),
    title: textOf(row, "title") ?? "",
    dueAt: due === noDueDate ? null : due,
    done: row["status"] === "completed",
  };
}

export function createLogReader(db: Database): LogReader {
  const streamOf = createTurnLookup(db, {
    one: "SELECT stream_id FROM links WHERE vikunja_id = ?",
    all: "SELECT vikunja_id AS key, stream_id FROM links",
  });
  const vikunjaIdOf = createTurnLookup(db, {
    one: "SELECT vikunja_id FROM links WHERE stream_id = ?",
    all: "SELECT stream_id AS key, vikunja_id FROM links",
  });
  const known = createTurnLookup(db, {
    one: "SELECT stream_id FROM streams WHERE stream_id = ?",
    all: "SELECT stream_id AS key, stream_id FROM streams",
  });
  const pairOf = createTurnLookup(db, {
    one: "SELECT taskwarrior, vikunja FROM tasks WHERE id = ?",
    all: "SELECT id AS key, taskwarrior, vikunja FROM tasks",
  });
  const outside = createTurnLookup(db, {
    one: "SELECT because FROM deselected WHERE stream_id = ?",
    all: "SELECT stream_id AS key, because FROM deselected",
  });
  const createdOf = createTurnLookup(db, {
    one:
      "SELECT vikunja_created FROM tasks JOIN links ON links.stream_id = id WHERE links.vikunja_id = ?",
    all:
      "SELECT links.vikunja_id AS key, vikunja_created FROM tasks JOIN links ON links.stream_id = id",
  });
  return {
    streamOf: (vikunjaId) => textOf(streamOf(vikunjaId), "stream_id"),
    vikunjaIdOf(streamId) {
      const row = vikunjaIdOf(streamId);
      return row === undefined ? null : Number(row["vikunja_id"]);
    },
    linkCount: () =>
      countOf(
        db.get(
          `SELECT count(*) - (SELECT count(*) FROM deselected d JOIN links l
           ON l.stream_id = d.stream_id) AS count FROM links`,
        ),
      ),
    isOutside: (streamId) => outside(streamId) !== undefined,
    whyOutside: (streamId) => textOf(outside(streamId), "because"),
    aloneOutside: (side) =>
      db.all(
        `SELECT id, tasks.vikunja_id, title, due_order, status FROM deselected d
         JOIN tasks ON id = d.stream_id WHERE ${present[side]} AND ${
          absent[side]
        } ORDER BY tasks.rowid`,
      ).map(toAlone),
    isKnown: (streamId) => known(streamId) !== undefined,
    presenceOf: (streamId, side) => textOf(pairOf(streamId), side),
    pairCount: () =>
      countOf(
        db.get(
          `SELECT count(*) AS count FROM tasks WHERE ${present.taskwarrior} AND ${present.vikunja}`,
        ),
      ),
    presentCount: (side) =>
      countOf(db.get(`SELECT count(*) AS count FROM tasks WHERE ${present[side]}`)),
    selectedCount: (side) =>
      countOf(
        db.get(`SELECT count(*) AS count FROM tasks WHERE ${present[side]} AND ${notOutside}`),
      ),
    dependentsOf: (streamIds) =>
      db.all(
        `SELECT t.id AS stream_id, d.value AS on_stream FROM tasks t, json_each(t.depends) d
         WHERE t.depends <> '[]' ORDER BY t.rowid, d.key`,
      ).flatMap((row) => streamIds.has(String(row["on_stream"])) ? [String(row["stream_id"])] : []),
    presentStreams: (side) =>
      db.all(`SELECT id AS stream_id FROM tasks NOT INDEXED WHERE ${present[side]} ORDER BY id`)
        .map((row) => String(row["stream_id"])),
    seenInVikunja(which) {
      if (typeof which === "number") return db.all(newestSeen, which).map(toSeen);
      if (which === "all") return db.all(allSeen).map(toSeen);
      return which.flatMap((id) => db.all(oneSeen, id).map(toSeen));
    },
    createdInVikunja: (vikunjaId) => textOf(createdOf(vikunjaId), "vikunja_created"),
    pendingPushes: () =>
      db.all(`SELECT ${pendingColumns} FROM pending ORDER BY position`).map((row) => ({
        streamId: String(row["stream_id"]),
        side: row["side"] as Side,
        dead: row["dead"] === 1,
        isOutside: row["outside"] === 1,
        nextAt: row["next_at"] === null ? null : String(row["next_at"]),
        error: row["error_code"] === null ? null : `${row["error_code"]}: ${row["error_message"]}`,
      })),
    cursor: (side) => readFact(db, `cursor.${side}`)?.value as string | undefined ?? null,
    lastCompleteAt: (side) => readFact(db, `complete.${side}`)?.at ?? null,
    lastSyncAt: () => readFact(db, "sync")?.at ?? null,
    lastFailure: () => failureIn(readFact(db, "failure")),
    lastFailed: () => failureIn(readFact(db, "failed")),
    binding: (side) => readFact(db, `binding.${side}`)?.value as JsonObject | undefined ?? null,
  };
}

function failureIn(fact: ReturnType<typeof readFact>): RunFailure | null {
  return fact === null ? null : { ...fact.value as unknown as Failed, at: fact.at };
}

/** The last word on a name; `null`: never said. */
export function readFact(
  db: Database,
  name: string,
): { readonly value: Json; readonly at: string } | null {
  const row = db.get("SELECT value, at FROM facts WHERE name = ?", name);
  if (row === undefined) return null;
  return { value: JSON.parse(String(row["value"])) as Json, at: String(row["at"]) };
}

export function countOf(row: Row | undefined): number {
  return Number(row?.["count"] ?? 0);
}

function textOf(row: Row | undefined, column: string): string | null {
  const cell = row?.[column];
  return typeof cell === "string" ? cell : null;
}
