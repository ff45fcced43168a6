/** What SQLite itself said no with; its codes do not reach us. */
export function isOfSqlite(thrown: unknown): thrown is Error {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ERR_SQLITE_ERROR";
}

/** Whether no waiting mends it: not a database, a damaged one, or one without the tables that are asked for. */
export function isLasting({ message }: Error): boolean {
  return /not a database|malformed|no such (table|column)/i.test(message);
}
