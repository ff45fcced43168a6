import { createHash } from "node:crypto";
import type { Projection } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Every row of a projection, in the order of its keys, as a SHA-256 in hex. */
export function checksum(db: Database, { tables }: Projection): string {
  const hash = createHash("sha256");
  for (const { name, columns, key } of tables) {
    const cells = Object.keys(columns);
    const rows = db.all(`SELECT ${cells.join(",")} FROM ${name} ORDER BY ${key.join(",")}`);
    for (const row of rows) {
      hash.update(`${name} ${JSON.stringify(cells.map((cell) => row[cell]))}\n`);
    }
  }
  return hash.digest("hex");
}

/** By the name of the projection. */
export function checksums(
  { db, projections }: { readonly db: Database; readonly projections: readonly Projection[] },
): ReadonlyMap<string, string> {
  return new Map(projections.map((projection) => [projection.name, checksum(db, projection)]));
}
