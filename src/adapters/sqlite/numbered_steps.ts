import type { Database } from "@/adapters/sqlite/database.ts";

/** How many steps a database has behind it; 0: it is empty. */
export function schemaOf(db: Database): number {
  return Number(db.get("PRAGMA user_version")?.["user_version"]);
}

/** SQL, or what has to be reckoned. */
export type Step = string | ((db: Database) => void);

/** Takes the steps that are still to come; in a transaction of the caller's. */
export function applySteps(db: Database, steps: readonly Step[], schema: number): void {
  for (const step of steps.slice(schema)) {
    if (typeof step === "string") db.exec(step);
    else step(db);
  }
  db.exec(`PRAGMA user_version=${steps.length}`);
}
