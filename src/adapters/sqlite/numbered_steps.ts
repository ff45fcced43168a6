import type { Database } from "@/adapters/sqlite/database.ts";

/** How many steps a database has behind it; 0: it is empty. */
export function schemaOf(db: Database): number {
  return Number(db.get("PRAGMA user_version")?.["user_version"]);
}

/** Takes the steps that are still to come; in a transaction of the caller's. */
export function applySteps(db: Database, steps: readonly string[], schema: number): void {
  for (const step of steps.slice(schema)) db.exec(step);
  db.exec(`PRAGMA user_version=${steps.length}`);
}
