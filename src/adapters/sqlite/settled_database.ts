import type { Database } from "@/adapters/sqlite/database.ts";

/** The same, for whoever reads tables that may be behind: `settle` is called before each question. */
export function settledDatabase(db: Database, settle: () => void): Database {
  return {
    ...db,
    get commits() {
      return db.commits;
    },
    statement(sql) {
      const prepared = db.statement(sql);
      return {
        ...prepared,
        get(...cells) {
          settle();
          return prepared.get(...cells);
        },
        all(...cells) {
          settle();
          return prepared.all(...cells);
        },
      };
    },
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
