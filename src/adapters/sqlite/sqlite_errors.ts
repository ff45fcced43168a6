import { SyncError } from "@/domain/errors.ts";

type Kind = "damaged" | "full" | "locked" | "denied";

/** Whatever SQLite has no code of its own for; our own statements cause none of these on a log that is whole. */
const anyError = 1;

/** Primary result codes of SQLite, and the words it uses where `node:sqlite` leaves the code out. */
const kinds: readonly (readonly [code: number, words: string, kind: Kind])[] = [
  [11, "malformed", "damaged"],
  [anyError, "no such column", "damaged"],
  [anyError, "no such table", "damaged"],
  [anyError, "no such index", "damaged"],
  [anyError, "has no column named", "damaged"],
  [anyError, "already exists", "damaged"],
  [anyError, "unsupported file format", "damaged"],
  [anyError, "JSON cannot hold BLOB", "damaged"],
  [26, "file is not a database", "damaged"],
  [13, "disk is full", "full"],
  [5, "is locked", "locked"],
  [6, "is locked", "locked"],
  [8, "readonly", "denied"],
  [14, "unable to open", "denied"],
  [3, "access permission denied", "denied"],
  [10, "disk I/O error", "full"],
];
/** Of the system, for what is done with files before SQLite has them. */
const systemKinds: ReadonlyMap<unknown, Kind> = new Map<unknown, Kind>([
  ["ENOSPC", "full"],
  ["EDQUOT", "full"],
  ["EFBIG", "full"],
  ["EACCES", "denied"],
  ["EPERM", "denied"],
  ["EROFS", "denied"],
  ["EEXIST", "denied"],
  ["ENOTDIR", "denied"],
  ["EISDIR", "denied"],
]);
/** Extended codes of a failed read: what was there before is not there any more. */
const failedReads: readonly number[] = [266, 522, 8458];

/** A unique rule of a projection refuses the append it came with, and only that one. */
export class UniqueViolation extends Error {
  constructor(readonly refusal: SyncError) {
    super(refusal.message, { cause: refusal });
  }
}

export function isConstraintViolation(thrown: unknown): boolean {
  return thrown instanceof Error && (codeOf(thrown) & 0xff) === 19;
}

export function isDiskFull(thrown: unknown): boolean {
  return thrown instanceof SyncError && thrown.code === "DISK_FULL";
}

/** What SQLite or the system threw about the log at `path`, as the project's error. */
export function logError(thrown: unknown, path: string): Error {
  if (thrown instanceof SyncError || thrown instanceof UniqueViolation) return thrown;
  if (!(thrown instanceof Error)) return new SyncError("INTERNAL", String(thrown));
  if (isConstraintViolation(thrown)) return thrown;
  const options = { cause: thrown, details: { path } };
  switch (kindOf(thrown)) {
    case "damaged":
      return damaged(path, thrown.message, thrown);
    case "full":
      return new SyncError("DISK_FULL", `Cannot write the log at ${path}: ${thrown.message}`, {
        ...options,
        hint: "Nothing was half-written. Make room on that disk and run the command again.",
      });
    case "locked":
      return new SyncError("LOCKED", `Cannot use the log at ${path}: another process writes it`, {
        ...options,
        retryable: true,
        retryAfterMs: 1_000,
      });
    case "denied":
      return new SyncError("CONFIG", `Cannot open the log at ${path}: ${thrown.message}`, {
        ...options,
        hint: "Look at who owns the state folder and the log in it, or set VIKUNJA_SYNC_STATE_DIR.",
      });
    case null:
      return new SyncError("INTERNAL", `Cannot use the log at ${path}: ${thrown.message}`, options);
  }
}

export function damaged(
  path: string,
  problem: string,
  cause?: unknown,
  details: Readonly<Record<string, unknown>> = {},
): SyncError {
  return new SyncError("LOG_DAMAGED", `Cannot read the log at ${path}: ${problem}`, {
    cause,
    hint: "Nothing was changed. `vikunja-sync repair` writes what can be saved to a new file " +
      "beside it; a good copy can also be put back in its place.",
    details: { path, problem, ...details },
  });
}

/** `null`: none of those that can be expected. */
export function kindOf(thrown: Error): Kind | null {
  if (thrown.name === "NotCapable") return "denied";
  const system = systemKinds.get((thrown as { code?: unknown }).code);
  if (system !== undefined) return system;
  const code = codeOf(thrown);
  if (failedReads.includes(code)) return "damaged";
  const found = kinds.find(([primary, words]) =>
    code === 0 || primary === anyError
      ? (code === 0 || code === anyError) && thrown.message.includes(words)
      : (code & 0xff) === primary
  );
  return found?.[2] ?? null;
}

function codeOf(thrown: Error): number {
  const { errcode } = thrown as { errcode?: unknown };
  return typeof errcode === "number" ? errcode : 0;
}
