import type { Cell } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** What the log says of itself, by name, in the table `checks`; `null`: nothing. */
export function noteOf(db: Database, name: string): Cell {
  return db.get("SELECT value FROM checks WHERE name = ?", name)?.["value"] ?? null;
}

export function note(db: Database, name: string, value: string | number): void {
  db.run(
    `INSERT INTO checks(name, value) VALUES (?, ?)
     ON CONFLICT(name) DO UPDATE SET value=excluded.value`,
    name,
    value,
  );
}
