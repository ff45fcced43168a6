import { lateFields } from "@/domain/fields.ts";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { sumEvents } from "@/adapters/sqlite/event_rows.ts";

const unknown: ReadonlySet<string> = new Set([...lateFields, "late", "kept"]);

/** Makes the log one that was written before the fields that came later, and before anybody looked for them. */
export function forgetLateFields(path: string): void {
  const db = openDatabase(path);
  try {
    db.transaction(() => {
      for (
        const { position, data } of db.all(
          "SELECT position, data FROM events WHERE type <> 'FactsCached'",
        )
      ) {
        const before = JSON.stringify(without(JSON.parse(String(data))));
        db.run("UPDATE events SET data = ? WHERE position = ?", before, position ?? 0);
      }
      sumEvents(db);
      db.exec(
        "DELETE FROM snapshots; UPDATE projections SET version = 0; UPDATE checks SET value = '' WHERE name = 'derived'",
      );
    });
  } finally {
    db.close();
  }
}

/** Cursors are JSON in a text. */
function without(value: unknown): unknown {
  if (typeof value === "string" && /^\{.*"(late|kept)"/.test(value)) {
    return JSON.stringify(without(JSON.parse(value)));
  }
  if (Array.isArray(value)) return value.map(without);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([name]) => !unknown.has(name));
  return Object.fromEntries(kept.map(([name, each]) => [name, without(each)]));
}
