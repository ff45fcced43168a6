import { parseBaseUrl } from "@/config/base_url.ts";
import { parseDuration } from "@/config/duration.ts";
import type { ListPlace } from "@/config/list_place.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { readStands } from "@/app/lists/read_stands.ts";
import type { Lists, Rekeyed } from "@/ports/lists.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { sleep } from "@/ports/waits.ts";
import type { Invitations } from "@/ports/sign_up.ts";

interface ListsDeps {
  readonly runtime: Pick<Runtime, "now" | "after" | "elapsed">;
  readonly isListName: (name: string) => boolean;
  readonly newSecret: () => string;
  readonly invitations: Invitations;
  /** `null`: none is set. @throws {SyncError} `CONFIG` */
  readonly key: () => Promise<Uint8Array | null>;
  /** As the service answers; `null`: nobody serves the folder. */
  readonly stands: () => Promise<unknown>;
  /** Whether there is that list. */
  readonly isThere: (name: string) => boolean;
  /** Whether there is anything of it. */
  readonly isLeft: (name: string) => boolean;
  /** False: there is no such file, or it is sealed already. */
  readonly sealFile: (name: string, file: string, key: Uint8Array) => Promise<boolean>;
  /** Whether another host of the service has it. */
  readonly isElsewhere: (name: string) => Promise<boolean>;
  /** Has every host of the service take it away; false: there is but this one. */
  readonly forget: (name: string) => Promise<boolean>;
  readonly rekey: (signal: AbortSignal) => Promise<Rekeyed>;
  readonly folderOf: (name: string) => string;
  readonly placeOf: (name: string) => Promise<ListPlace>;
  /** Takes its log out of its database, where it is in one. @throws {SyncError} `LOCKED`, `CONFIG`, `STORE_UNAVAILABLE` */
  readonly clearStore: (place: ListPlace) => Promise<(signal: AbortSignal) => Promise<void>>;
  /** From then on it is no list. */
  readonly end: (name: string) => void;
  /** Everything of it, once nobody has its log. @throws {SyncError} `LOCKED` */
  readonly clear: (name: string, signal: AbortSignal) => Promise<void>;
}

/** Hosts look every five seconds, and end what is under way first. */
const othersEndInMs = 60_000;
const againMs = 1_000;
const weekMs = 7 * 24 * 3_600_000;
/** The files that a list which was signed up for has. */
const secretFiles = ["token", "secret"];

export function createLists(deps: ListsDeps): Lists {
  /** Its server. `tell`: others, once all that it needs is known; how long they are waited for. */
  async function takeAway(name: string, tell: () => Promise<number>, signal: AbortSignal) {
    const place = await deps.placeOf(name);
    mustBeKeptHere(deps, name, place.stateDir);
    // What its configuration lacks for that is said while it is still there.
    const clearStore = place.hasStore ? await deps.clearStore(place) : null;
    const patienceMs = await tell();
    if (deps.isThere(name)) deps.end(name);
    await clearedBy(deps.runtime, clearStore, patienceMs, signal);
    await deps.clear(name, signal);
    return place.server;
  }

  return {
    takeAway: (name) => takeAway(name, () => Promise.resolve(0), new AbortController().signal),
    async stands() {
      const stands = await deps.stands();
      if (stands !== null) return readStands(stands);
      throw new SyncError("NOT_FOUND", "Cannot tell how the lists do: nobody serves the folder", {
        hint: "Start `vikunja-sync serve --lists FOLDER`.",
      });
    },
    async invite({ name, server, sync, address, within }) {
      await keyOf(deps);
      const list = name ?? `l${deps.newSecret().slice(0, 12)}`;
      if (!deps.isListName(list)) throw usage(`${list} is no name of a list`);
      if (deps.isLeft(list) || await deps.isElsewhere(list)) {
        throw usage(`there is something of a list ${list} already`);
      }
      const forMs = within === null ? weekMs : parseDuration(within);
      if (forMs === null || forMs <= 0) throw usage(`--for ${within} is no time like 7d`);
      const nowMs = deps.runtime.now().getTime();
      const other = (await deps.invitations.all()).find((each) =>
        each.list === list && Date.parse(each.until) >= nowMs
      );
      if (other !== undefined) throw usage(`somebody is invited to ${list} until ${other.until}`);
      const until = new Date(nowMs + forMs).toISOString();
      const code = deps.newSecret();
      const places = { server: urlOf(server, "--server"), sync: urlOf(sync, "--sync") };
      const base = urlOf(address, "--address");
      await deps.invitations.keep(code, { list, ...places, until });
      return { link: `${base}/signup/${code}`, until };
    },
    async seal(name) {
      mustBeThere(deps.isThere(name), name);
      const key = await keyOf(deps);
      const sealed: string[] = [];
      for (const file of secretFiles) if (await deps.sealFile(name, file, key)) sealed.push(file);
      return sealed;
    },
    async rekey(signal) {
      await keyOf(deps);
      return await deps.rekey(signal);
    },
    async remove(name, signal) {
      mustBeThere(deps.isListName(name) && deps.isLeft(name), name);
      const server = await takeAway(
        name,
        async () => await deps.forget(name) ? othersEndInMs : 0,
        signal,
      );
      return { tokensAt: server === null ? null : `${server}/user/settings/api-tokens` };
    },
  };
}

/** What other hosts have still is waited for. */
async function clearedBy(
  runtime: ListsDeps["runtime"],
  clear: ((signal: AbortSignal) => Promise<void>) | null,
  patienceMs: number,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = runtime.elapsed();
  for (;;) {
    try {
      return await clear?.(signal);
    } catch (thrown) {
      const isOver = runtime.elapsed() - startedAt >= patienceMs;
      if (asSyncError(thrown).code !== "LOCKED" || isOver) throw thrown;
      await sleep(runtime, againMs, signal);
    }
  }
}

async function keyOf(deps: ListsDeps): Promise<Uint8Array> {
  const key = await deps.key();
  if (key !== null) return key;
  throw new SyncError("CONFIG", "Cannot keep tokens: VIKUNJA_SYNC_KEY_FILE names no key", {
    hint: "Make one outside the folder, readable by the service alone: " +
      "`openssl rand -base64 32`. It is to be set for serve --lists as well.",
  });
}

/** What is elsewhere may be another's, too. */
function mustBeKeptHere({ folderOf }: ListsDeps, name: string, stateDir: string): void {
  if (`${stateDir}/`.startsWith(`${folderOf(name)}/`)) return;
  throw new SyncError("CONFIG", `Cannot remove ${name}: its state_dir is ${stateDir}`, {
    hint:
      "Only what is in the list's own folder is removed. Take its config.toml away: it is not " +
      "served any more within seconds; then take both folders away.",
  });
}

function mustBeThere(isThere: boolean, name: string): void {
  if (!isThere) throw new SyncError("NOT_FOUND", `There is no list ${name}`);
}

function urlOf(text: string, option: string): string {
  const parsed = parseBaseUrl(text);
  if (parsed.kind === "url") return parsed.url;
  throw usage(`${option} ${parsed.what}; it looks like https://vikunja.example.org`);
}

function usage(what: string): SyncError {
  return new SyncError("USAGE", `Cannot do that: ${what}`);
}
