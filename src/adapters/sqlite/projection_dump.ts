import type { Projection } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";

/** Every row of a projection as a line of text, in the order of its keys: equal rows, equal bytes. */
export function dumpProjection(db: Database, { tables }: Projection): string {
  const lines: string[] = [];
  for (const { name, columns, key } of tables) {
    const cells = Object.keys(columns);
    const rows = db.all(`SELECT ${cells.join(",")} FROM ${name} ORDER BY ${key.join(",")}`);
    for (const row of rows) {
      lines.push(`${name} ${JSON.stringify(cells.map((cell) => row[cell]))}\n`);
    }
  }
  return lines.join("");
}

/** By the name of the projection. */
export function dumpProjections(
  { db, projections }: { readonly db: Database; readonly projections: readonly Projection[] },
): ReadonlyMap<string, string> {
  return new Map(
    projections.map((projection) => [projection.name, dumpProjection(db, projection)]),
  );
}

/** SHA-256 in hex. */
export async function checksumOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex();
}
