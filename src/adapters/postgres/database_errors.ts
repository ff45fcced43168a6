import { SyncError } from "@/domain/errors.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";

/** SQLSTATE of what a person has to mend. */
const denied: ReadonlyMap<string, string> = new Map([
  ["28P01", "Look at the user and the password."],
  ["28000", "Look at the user, and at pg_hba.conf."],
  ["3D000", "Make the database, or name another one in `store`."],
  ["42501", "The user needs CREATE on the database, once, and its own tables from then on."],
]);

/** Of a rule of our tables: what was to be stored does not go together with what is there. */
const refused: ReadonlySet<string> = new Set(["23505", "22012"]);

/** What came of a statement, as the project's error; nothing of it holds a secret. */
export function databaseError(thrown: unknown, { shownAs }: DatabasePlace): SyncError {
  if (thrown instanceof SyncError) return thrown;
  const code = codeOf(thrown);
  const said = thrown instanceof Error ? thrown.message || code : String(thrown);
  const hint = denied.get(code);
  if (hint !== undefined) {
    return new SyncError("CONFIG", `Cannot use the database at ${shownAs}: ${said}`, { hint });
  }
  if (refused.has(code)) {
    return new SyncError("LOG_DAMAGED", `Cannot store in the list at ${shownAs}: ${said}`, {
      hint: "The copy of it here is not what the database has; it is made anew at the next start.",
      cause: thrown,
    });
  }
  if (isFault(code)) {
    return new SyncError("INTERNAL", `The database at ${shownAs} said: ${said}`, { cause: thrown });
  }
  return new SyncError(
    "STORE_UNAVAILABLE",
    `The database at ${shownAs} is not to be had: ${said}`,
    {
      retryable: true,
      retryAfterMs: 1_000,
      hint: "Look whether it runs, and whether this machine reaches it. Nothing is lost meanwhile.",
      cause: thrown,
    },
  );
}

/** A statement of ours is wrong, or the data in it: classes 22, 23 and 42. The rest passes, or is for its administrator. */
function isFault(code: string): boolean {
  return /^(22|23|42)/.test(code);
}

/** What was not even begun: nobody listens there, or it is no primary, not yet or no more. */
const notBegun: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "CONNECT_TIMEOUT",
  "57P03",
  "25006",
]);

/** Whether another host of the database may be the one to ask. */
export function elsewhere(thrown: unknown): "here" | "perhaps" | "nothing done here" {
  const code = codeOf(thrown);
  if (notBegun.has(code)) return "nothing done here";
  const isState = /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
  return !isState || /^(08|57P)/.test(code) ? "perhaps" : "here";
}

/** SQLSTATE, or what the driver or the system calls it. */
function codeOf(thrown: unknown): string {
  const code = thrown instanceof Error ? (thrown as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : "";
}
