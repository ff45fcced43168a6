import type { Database } from "@/adapters/sqlite/database.ts";
import type { Cells, Statement } from "@/adapters/sqlite/statement.ts";

type Settling = <T>(read: () => T) => T;

/** The same, for whoever reads tables that may be behind: each question is asked by `settled`. */
export function settledDatabase(db: Database, settled: Settling): Database {
  return {
    ...db,
    get commits() {
      return db.commits;
    },
    statement: (sql) => new Settled(db.statement(sql), settled),
    get: (sql, ...cells) => settled(() => db.get(sql, ...cells)),
    all: (sql, ...cells) => settled(() => db.all(sql, ...cells)),
  };
}

/** A class, as what it stands for: thousands of logs are open together. */
class Settled implements Statement {
  readonly #prepared: Statement;
  readonly #settled: Settling;

  constructor(prepared: Statement, settled: Settling) {
    this.#prepared = prepared;
    this.#settled = settled;
  }

  run(...cells: Cells): void {
    this.#prepared.run(...cells);
  }

  runAll(cells: Cells): void {
    this.#prepared.runAll(cells);
  }

  get(...cells: Cells) {
    return this.#settled(() => this.#prepared.get(...cells));
  }

  all(...cells: Cells) {
    return this.#settled(() => this.#prepared.all(...cells));
  }
}
