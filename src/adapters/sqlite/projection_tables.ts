import type { Projection, ProjectionTable, Row } from "@/domain/projection.ts";
import type { Database } from "@/adapters/sqlite/database.ts";
import type { EventReader } from "@/adapters/sqlite/event_reader.ts";
import { makeUpWithin } from "@/adapters/sqlite/make_up_for.ts";
import { createRowWriter } from "@/adapters/sqlite/row_writer.ts";

export interface ReplayDeps {
  readonly db: Database;
  readonly events: EventReader;
  readonly projections: readonly Projection[];
}

const pageLength = 1_000;

/** Replays the projections that are new or were written by another version of themselves. */
export function provideProjections(deps: ReplayDeps): void {
  if (staleProjections(deps).length === 0) return;
  deps.db.transaction(() => {
    dropForgotten(deps);
    replay({ ...deps, projections: staleProjections(deps) });
  });
}

/** Drops all projections and replays the log into them, in one transaction. */
export function rebuildProjections(deps: ReplayDeps): void {
  deps.db.transaction(() => replay(deps));
}

/** What `look` sees before and after all projections were replayed; at last they are again as they were. */
export function rebuildWithin<T>(deps: ReplayDeps, look: () => T) {
  return deps.db.undone(() => {
    makeUpWithin(deps);
    const live = look();
    replay(deps);
    return { live, replayed: look() };
  }, "writing");
}

/** Those whose tables are there as this version describes them. */
export function freshProjections(deps: ReplayDeps): readonly Projection[] {
  const stale = new Set(staleProjections(deps));
  return deps.projections.filter((each) => !stale.has(each));
}

function staleProjections({ db, projections }: ReplayDeps): readonly Projection[] {
  const known = new Map(
    db.all("SELECT name, version FROM projections").map((row) => [row["name"], row["version"]]),
  );
  return projections.filter(({ name, version }) => known.get(name) !== version);
}

/** Those of other versions that this one does without. */
function dropForgotten({ db, projections }: ReplayDeps): void {
  const known = new Set(projections.map(({ name }) => name));
  for (const row of db.all("SELECT name, tables FROM projections")) {
    const name = String(row["name"]);
    if (known.has(name)) continue;
    for (const table of tablesIn(row)) {
      db.exec(`DROP TABLE IF EXISTS ${table}`);
    }
    db.run("DELETE FROM projections WHERE name = ?", name);
  }
}

function replay({ db, events, projections }: ReplayDeps): void {
  for (const projection of projections) recreate(db, projection);
  const rows = createRowWriter(db, projections.flatMap(({ tables }) => tables));
  let position = 0;
  for (
    let page = events.readAll(position, pageLength);
    page.length > 0;
    page = events.readAll(position, pageLength)
  ) {
    for (const stored of page) {
      position = stored.position;
      for (const { changes } of projections) {
        for (const change of changes(stored)) rows.apply(change);
      }
    }
    rows.flush();
  }
}

/** Names that cannot be read are those of no table. */
function tablesIn(row: Row): readonly string[] {
  try {
    return JSON.parse(String(row["tables"]));
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return [];
    throw thrown;
  }
}

function recreate(db: Database, { name, version, tables }: Projection): void {
  const old = db.get("SELECT tables FROM projections WHERE name = ?", name);
  const dropped = old === undefined ? [] : tablesIn(old);
  const names = tables.map((table) => table.name);
  for (const table of new Set([...dropped, ...names])) db.exec(`DROP TABLE IF EXISTS ${table}`);
  for (const table of tables) db.exec(definition(table));
  db.run(
    `INSERT INTO projections(name, version, tables) VALUES (?, ?, ?)
     ON CONFLICT(name) DO UPDATE SET version=excluded.version, tables=excluded.tables`,
    name,
    version,
    JSON.stringify(names),
  );
}

function definition(described: ProjectionTable): string {
  const { name, columns, key, indexes = [], namedIndexes = {}, unique = [] } = described;
  const { isInOrderOfArrival = false } = described;
  const typed = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  const rules = unique.map((rule) => `UNIQUE(${rule.columns.join(",")})`);
  const table = [...typed, `PRIMARY KEY(${key.join(",")})`, ...rules].join(",");
  const made = indexes.map((cols) =>
    `CREATE INDEX ${name}_by_${cols.join("_")} ON ${name}(${cols.join(",")})`
  );
  const named = Object.entries(namedIndexes).map(([index, { columns, where }]) => {
    const condition = where === undefined ? "" : ` WHERE ${where} IS NOT NULL`;
    return `CREATE INDEX ${index} ON ${name}(${columns.join(",")})${condition}`;
  });
  const layout = isInOrderOfArrival ? "" : "WITHOUT ROWID";
  return [`CREATE TABLE ${name}(${table}) ${layout}`, ...made, ...named].join(";");
}
