import { SyncError } from "@/domain/errors.ts";

/** What the log knows of names. */
interface NameLookups {
  /** Stream of a Vikunja id; `null`: none. */
  readonly ofVikunja: (id: number) => string | null;
  /** UUID of the task that Taskwarrior shows with this ID now; `null`: none. */
  readonly ofNumber: (number: number) => string | null;
  /** Streams of tasks whose ids begin like this, sorted; up to five. */
  readonly beginningWith: (prefix: string) => readonly string[];
}

/** Shorter ones could be meant as one of Taskwarrior's IDs. */
const leastPrefix = 8;
const ways = "Name it by the ID that `task` shows, by its UUID or at least " +
  `${leastPrefix} characters of it, or by # and its Vikunja id.`;

/**
 * The stream that a name means: Taskwarrior's ID, `#` and Vikunja's, a UUID or the beginning of one.
 * @throws {SyncError} `NOT_FOUND`, `USAGE`: it means several, or is too short to mean one.
 */
export function taskNamed(name: string, lookups: NameLookups): string {
  if (/^#\d+$/.test(name)) return found(lookups.ofVikunja(Number(name.slice(1))), name);
  if (/^\d+$/.test(name) && name.length < leastPrefix) {
    return numbered(lookups, lookups.ofNumber(Number(name)), name);
  }
  const matches = name === "" ? [] : lookups.beginningWith(name.toLowerCase());
  const [only, another] = matches;
  if (only !== undefined && only !== name && name.length < leastPrefix) {
    throw new SyncError("USAGE", `Cannot tell which task «${name}» is: it is too short`, {
      hint: ways,
      details: { matches },
    });
  }
  if (only === undefined || another === undefined) return found(only ?? null, name);
  throw new SyncError("USAGE", `Cannot tell which task ${name} is: several begin like that`, {
    hint: `Give more of the UUID: ${matches.join(", ")}.`,
    details: { matches },
  });
}

function found(streamId: string | null, name: string): string {
  if (streamId !== null) return streamId;
  throw new SyncError("NOT_FOUND", `Cannot find task ${name}: the log knows none like that`, {
    hint: ways,
  });
}

function numbered({ beginningWith }: NameLookups, uuid: string | null, name: string): string {
  if (uuid === null) {
    throw new SyncError(
      "NOT_FOUND",
      `Cannot find task ${name}: Taskwarrior has none with that ID`,
      {
        hint: `See \`task\`; IDs change as tasks are done. #${name} would be Vikunja's id ${name}.`,
      },
    );
  }
  if (beginningWith(uuid).length > 0) return uuid;
  throw new SyncError(
    "NOT_FOUND",
    `Cannot find task ${name}: it is ${uuid}, which was not synced yet`,
    { hint: "Run `sync` first.", details: { uuid } },
  );
}
