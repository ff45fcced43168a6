import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Each prepared once, for as long as its connection is open. */
export type Prepared = (sql: string) => StatementSync;

export function statementsOf(database: DatabaseSync): Prepared {
  const statements = new Map<string, StatementSync>();
  return (sql) => {
    const statement = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
}
