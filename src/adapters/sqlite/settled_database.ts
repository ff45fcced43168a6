import type { Database } from "@/adapters/sqlite/database.ts";
import type { Cells, Statement } from "@/adapters/sqlite/statement.ts";

/** The same, for whoever reads tables that may be behind: `settle` is called before each question. */
export function settledDatabase(db: Database, settle: () => void): Database {
  return {
    ...db,
    get commits() {
      return db.commits;
    },
    statement: (sql) => new Settled(db.statement(sql), settle),
    get(sql, ...cells) {
      settle();
      return db.get(sql, ...cells);
    },
    all(sql, ...cells) {
      settle();
      return db.all(sql, ...cells);
    },
  };
}

/** A class, as what it stands for: thousands of logs are open together. */
class Settled implements Statement {
  readonly #prepared: Statement;
  readonly #settle: () => void;

  constructor(prepared: Statement, settle: () => void) {
    this.#prepared = prepared;
    this.#settle = settle;
  }

  run(...cells: Cells): void {
    this.#prepared.run(...cells);
  }

  runAll(cells: Cells): void {
    this.#prepared.runAll(cells);
  }

  get(...cells: Cells) {
    this.#settle();
    return this.#prepared.get(...cells);
  }

  all(...cells: Cells) {
    this.#settle();
    return this.#prepared.all(...cells);
  }
}
