import type { Stamp, StampOf } from "@/ports/quiet.ts";

const names: readonly string[] = ["log.db", "log.db-wal"];

/** The log, as it is now. */
export function logStamps(stateDir: string, stampOf: StampOf): readonly Stamp[] {
  return names.map((name) => `${stateDir}/${name}`).map((path) => [path, stampOf(path)]);
}

/** The same stamps with the log as it is now. */
export function atLog(
  stamps: readonly Stamp[],
  stateDir: string,
  stampOf: StampOf,
): readonly Stamp[] {
  const now = new Map(logStamps(stateDir, stampOf));
  return stamps.map(([path, stamp]) => [path, now.get(path) ?? stamp]);
}
