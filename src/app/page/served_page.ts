import { tcpPlace } from "@/app/serve/socket_place.ts";
import { isHostOf } from "@/app/page/own_host.ts";
import { createPageAccess } from "@/app/page/access.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { Door, Doors, Place } from "@/ports/doors.ts";
import type { BehindPage, PageAccess, PageRecord, PageStore } from "@/ports/page.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface ServedPageDeps extends Pick<BehindPage, "operations" | "changes" | "version"> {
  readonly runtime: Pick<Runtime, "now" | "elapsed" | "uuid">;
  readonly doors: Pick<Doors, "openPage">;
  readonly store: PageStore;
  /** `HOST:PORT`, port 0: a free one; `null`: there is to be no page. */
  readonly address: string | null;
  /** Told what a person should know. */
  readonly say: (text: string) => void;
}

/** The page of a daemon: nobody listens for browsers until somebody wants one. */
export interface ServedPage extends AsyncDisposable {
  /** An address that lets one browser in, once. @throws {SyncError} `CONFIG`: there is to be none, or it cannot be had. */
  invite(): Promise<string>;
  refuse(isRefusing: boolean): void;
}

interface OpenPage {
  readonly door: Door;
  readonly access: PageAccess;
}

/** Opens at once where a port is set, and where browsers were let in by the daemon before: their windows go on. */
export async function servePage(deps: ServedPageDeps): Promise<ServedPage> {
  const { address, store, runtime } = deps;
  let opening: Promise<OpenPage> | null = null;
  let opened: OpenPage | null = null;
  let kept = Promise.resolve();
  let isRefusing = false;
  const over = new AbortController();

  async function open(address: string): Promise<OpenPage> {
    const before = await store.read();
    const record = {
      port: before?.port ?? 0,
      folder: before?.folder ?? runtime.uuid(),
      sessions: before?.sessions ?? [],
    };
    const access = createPageAccess({
      runtime,
      sessions: record.sessions,
      keep(sessions) {
        record.sessions = sessions;
        keep();
      },
    });
    const keep = () => void (kept = kept.then(() => store.keep({ ...record })).catch(forgets));
    const door = await openAt(deps, tcpPlace(address), { ...record, access, over: over.signal });
    record.port = Number(new URL(door.url ?? "").port);
    keep();
    door.refuse(isRefusing);
    return opened = { door, access };
  }

  function forgets(thrown: unknown): void {
    const why = asSyncError(thrown).message;
    deps.say(`browsers that look at the page will have to be let in again: ${why}`);
  }

  async function openOnce(): Promise<OpenPage> {
    if (address === null) throw noPage();
    try {
      return await (opening ??= open(address));
    } catch (thrown) {
      opening = null;
      throw thrown;
    }
  }

  if (address !== null && (portOf(address) !== 0 || isAwaited(await store.read(), runtime.now()))) {
    await openOnce();
  }
  return {
    async invite() {
      const { door, access } = await openOnce();
      return `${door.url}/login?t=${access.invite()}`;
    },
    refuse(refuses) {
      isRefusing = refuses;
      opened?.door.refuse(refuses);
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      // One that somebody has just asked for is closed as soon as it is there; why it is not, that one was told.
      await (await opening?.catch(() => null))?.door[Symbol.asyncDispose]();
      await kept;
    },
  };
}

type TcpPlace = Extract<Place, { kind: "tcp" }>;

/** Where nothing is set the port of before, if that is still free. */
async function openAt(
  { doors, operations, changes, version }: ServedPageDeps,
  place: TcpPlace,
  { port, folder, ...own }:
    & Pick<PageRecord, "port" | "folder">
    & Pick<BehindPage, "access" | "over">,
): Promise<Door> {
  let at = { ...place, port: place.port === 0 ? port : place.port };
  const isOwnHost = (host: string) => isHostOf(host, place.host, at.port);
  const behind = { ...own, folder, isOwnHost, operations, changes, version };
  const openHere = async () => {
    const door = await doors.openPage(at, behind);
    at = { ...at, port: Number(new URL(door.url ?? "").port) };
    return door;
  };
  try {
    return await openHere();
  } catch (thrown) {
    if (at.port === place.port) throw isTaken(thrown);
    at = place;
    return await openHere();
  }
}

function isTaken(thrown: unknown): SyncError {
  const { message } = asSyncError(thrown);
  return new SyncError("CONFIG", `Cannot show the page: ${message}`, {
    cause: thrown,
    hint: "Name another address as `page` in the configuration.",
  });
}

function portOf(address: string): number {
  return tcpPlace(address).port;
}

function isAwaited(before: PageRecord | null, now: Date): boolean {
  return before?.sessions.some(({ until }) => Date.parse(until) >= now.getTime()) === true;
}

function noPage(): SyncError {
  return new SyncError("CONFIG", 'Cannot open the page: the configuration says `page = "off"`', {
    hint: "Take that line away, and restart the daemon.",
  });
}
