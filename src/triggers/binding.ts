import { SyncError } from "@/domain/errors.ts";
import { jsonEqual, type JsonObject } from "@/domain/json.ts";
import type { LogEvent } from "@/domain/events.ts";
import type { Side } from "@/domain/task.ts";
import type { LogReader } from "@/ports/log_reader.ts";
import type { Replica } from "@/ports/replica.ts";

/** Kept in the identity of a server that has moved: the address from which ids of streams are made, for ever. */
export const firstUrl = "firstUrl";

/** What a person can say to another address, or another folder. */
interface BindingAnswers {
  /** Yes or no; `null` where there is nobody to ask. */
  readonly approve: (question: string) => Promise<boolean | null>;
  /** Whether this folder's mark says that it holds the data of this log. */
  readonly isOwnFolder: (folder: string) => boolean;
}

/**
 * Compares what a side says it is with what the log was bound to at first contact.
 * Returns the event that binds it, `null` where it is bound already.
 * @throws {SyncError} `BINDING`: another server, account or data folder.
 */
export async function checkBinding(
  replica: Replica,
  log: LogReader,
  signal: AbortSignal,
  answers: BindingAnswers | null = null,
): Promise<LogEvent | null> {
  const { side } = replica;
  const identity = await replica.identify(signal);
  const bound = log.binding(side);
  if (bound === null) return { type: "LogBound", data: { side, identity } };
  const { [firstUrl]: first, ...known } = bound;
  if (jsonEqual(known, identity)) return null;
  const isSame = side === "vikunja"
    ? isMovedServer(known, identity)
    : answers?.isOwnFolder(String(identity["folder"])) === true;
  if (side === "taskwarrior" && isSame) return { type: "LogBound", data: { side, identity } };
  if (isSame) return await askAboutMove({ known, identity, first: first ?? known["url"] }, answers);
  throw new SyncError("BINDING", `Cannot sync: ${describe(side, known, identity)}`, {
    hint:
      "Nothing was changed. Point it back to where it was, or give this pair a log of its own " +
      "with another VIKUNJA_SYNC_STATE_DIR." +
      (side === "vikunja" ? "" : " Where the data were moved, `sync --this-is-the-engine`, once."),
    details: { side, bound: known, found: identity },
  });
}

/** An Inbox is made once: the same id and moment at another address is the same account of the same server. */
function isMovedServer(known: JsonObject, found: JsonObject): boolean {
  const { url: _, ...inbox } = known;
  const { url: __, ...now } = found;
  return inbox["inboxId"] !== null && jsonEqual(inbox, now);
}

async function askAboutMove(
  { known, identity, first }: {
    readonly known: JsonObject;
    readonly identity: JsonObject;
    readonly first: JsonObject[string] | undefined;
  },
  answers: BindingAnswers | null,
): Promise<LogEvent> {
  const [before, now] = [String(known["url"]), String(identity["url"])];
  const question = `The server at ${now} is the one that was at ${before} (the same Inbox). ` +
    "Go on with it at the new address?";
  const answer = await answers?.approve(question) ?? null;
  if (answer === true) {
    const moved = first === undefined ? identity : { ...identity, [firstUrl]: first };
    return { type: "LogBound", data: { side: "vikunja", identity: moved } };
  }
  throw new SyncError(
    "BINDING",
    `Cannot sync: the address of the server was ${before} and is ${now}`,
    {
      hint: answer === false
        ? "Nothing was changed. Set the address back, or give this pair a log of its own with " +
          "another VIKUNJA_SYNC_STATE_DIR."
        : "Nothing was changed. It is the same server, as its Inbox shows: `sync --yes` moves the log " +
          "to the new address, once; webhooks are made again with `install webhooks`.",
      details: { side: "vikunja", bound: known, found: identity },
    },
  );
}

function describe(side: Side, bound: JsonObject, found: JsonObject): string {
  const keys = [...new Set([...Object.keys(bound), ...Object.keys(found)])];
  const differences = keys.filter((key) => !jsonEqual(bound[key] ?? null, found[key] ?? null)).map(
    (key) => `${key} was ${JSON.stringify(bound[key])} and is ${JSON.stringify(found[key])}`,
  );
  const what = side === "vikunja" ? "Vikunja server or account" : "Taskwarrior data folder";
  return `this log belongs to another ${what} (${differences.join("; ")})`;
}
