import type { Config } from "@/config/config.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import { listsMetrics } from "@/app/lists/metrics.ts";
import { type ListPorts, type ServedList, serveList } from "@/app/lists/served_list.ts";
import { createCalls } from "@/app/hosts/calls.ts";
import { type SharingTroubles, withTroubles } from "@/app/lists/sharing_troubles.ts";
import { createStartLine } from "@/app/lists/start_line.ts";
import { keepSaying } from "@/app/serve/keep_saying.ts";
import { tcpPlace } from "@/app/serve/socket_place.ts";
import type { Door } from "@/ports/doors.ts";
import type {
  BehindLists,
  FoundList,
  FoundLists,
  ListDoors,
  ServeLists,
  ServeListsOptions,
} from "@/ports/lists.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ReloadRequests, ServiceManager } from "@/ports/service_manager.ts";

interface ServeListsPorts {
  readonly runtime: Runtime;
  /** One process has the folder. @throws {SyncError} `LOCKED` */
  readonly lock: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** `isAll`: whether each has another configuration is looked at now, rather than by turns. */
  readonly find: (isAll: boolean) => FoundLists;
  /** Reads what is set for all lists, where that is another now. True: it is. @throws {SyncError} `CONFIG` */
  readonly readService: () => Promise<boolean>;
  readonly list: (list: FoundList) => Pick<ListPorts, "readConfig" | "serve" | "logOf">;
  readonly doors: ListDoors;
  readonly signUp: BehindLists["signUp"];
  /** Brings lists to other hosts and from them, until disposed of; `null`: there are none. */
  readonly bring: (
    say: (level: "info" | "warn", text: string) => void,
  ) => AsyncDisposable & { readonly troubles: () => SharingTroubles } | null;
  /** Of the socket for administrators. */
  readonly socket: string;
  readonly rssBytes: () => number;
  readonly manager: ServiceManager;
  readonly reloadRequests: () => ReloadRequests;
}

/** Between two looks at the folder. */
const lookMs = 5_000;

/** Many lists in one process. Invariants: no list waits for another; what one throws ends nothing but itself. */
export function createServeLists(ports: ServeListsPorts): ServeLists {
  return { run: (options, say, signal) => serveLists(ports, options, say, signal) };
}

interface Kept {
  readonly served: ServedList;
  signature: string;
}

async function serveLists(
  ports: ServeListsPorts,
  options: ServeListsOptions,
  say: (level: "info" | "warn", text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const { runtime, manager, doors } = ports;
  await using stack = new AsyncDisposableStack();
  stack.use(await ports.lock(signal));
  const reloads = stack.use(ports.reloadRequests());
  const lists = new Map<string, Kept>();
  /** Those that were taken away and have not ended yet, so that none is begun anew beside itself. */
  const leaving = new Map<string, Promise<void>>();
  const taken = createReservations();
  const line = createStartLine(runtime);
  let misnamed = "";
  let unread = "";
  let url: string | null = null;
  let troubles = (): SharingTroubles => new Map();

  const behind: BehindLists = {
    deliveries(name) {
      const list = lists.get(name);
      return list === undefined ? null : list.served.deliveries() ?? "away";
    },
    stands: () => withTroubles([...lists.values()].map(({ served }) => served.stand()), troubles()),
    metrics: () => listsMetrics(behind.stands(), ports.rssBytes(), runtime.now()),
    isOpenForMetrics: options.isOpenForMetrics,
    signUp: ports.signUp,
  };

  function begin(found: FoundList): void {
    const { name } = found;
    const served = serveList({
      ...ports.list(found),
      name,
      runtime,
      line,
      say,
      reserve: (config) => taken.reserve(name, config),
      openOwn: doors.openOwn,
      url: () => url === null ? null : `${url}/${name}`,
    });
    lists.set(name, { served, signature: found.signature });
  }

  function end(name: string, { served }: Kept): void {
    lists.delete(name);
    served.stop();
    const over = served.over.then(() => {
      leaving.delete(name);
      say("info", `${name}: is not served any more`);
    });
    leaving.set(name, over);
  }

  /** `isAsked`: those that do not run are tried again. */
  function look(isAsked: boolean): void {
    const found = findOrKeep(isAsked);
    if (found === null) return;
    const names = new Set(found.map(({ name }) => name));
    for (const [name, kept] of lists) if (!names.has(name)) end(name, kept);
    for (const list of found) {
      if (leaving.has(list.name)) continue;
      const kept = lists.get(list.name);
      if (kept === undefined) {
        begin(list);
        continue;
      }
      const isOther = kept.signature !== list.signature;
      kept.signature = list.signature;
      if (isOther || isAsked && !kept.served.isRunning()) kept.served.change();
    }
  }

  /** True: lists that do not run now may run with it. */
  async function hasOtherSettings(): Promise<boolean> {
    try {
      return await ports.readService();
    } catch (thrown) {
      say("warn", asSyncError(thrown).message);
      return false;
    }
  }

  /** `null`: the folder cannot be read now; what runs goes on. */
  function findOrKeep(isAll: boolean): readonly FoundList[] | null {
    try {
      const found = ports.find(isAll);
      const names = found.misnamed.join(", ");
      if (names !== "" && names !== misnamed) {
        say("warn", `${names}: no name of a list, which has letters, digits, - and _ only`);
      }
      [misnamed, unread] = [names, ""];
      return found.lists;
    } catch (thrown) {
      const { message } = asSyncError(thrown);
      if (message !== unread) say("warn", message);
      unread = message;
      return null;
    }
  }

  const opened: Door[] = [];
  try {
    // The first time, what cannot be read ends it.
    ports.find(true);
    await ports.readService();
    opened.push(await doors.openShared({ kind: "socket", path: ports.socket }, behind));
    if (options.listen !== null) {
      const tcp = await doors.openShared(tcpPlace(options.listen), behind);
      opened.push(tcp);
      url = tcp.url;
    }
    await using bringing = ports.bring(say);
    if (bringing !== null) troubles = bringing.troubles;
    using _alive = keepSaying(runtime, manager, (line) => say("warn", line));
    look(false);
    const where = [ports.socket, url].filter((each) => each !== null).join(" and ");
    say("info", `${lists.size} lists; listening on ${where}`);
    await tell("READY=1");
    await untilStopped();
    await tell("STOPPING=1");
    say("info", "stopping");
  } finally {
    for (const door of opened) door.refuse(true);
    for (const { served } of lists.values()) served.stop();
    await Promise.all([
      ...[...lists.values()].map(({ served }) => served.over),
      ...leaving.values(),
    ]);
    for (const door of opened) await door[Symbol.asyncDispose]();
  }

  async function untilStopped(): Promise<void> {
    const calls = createCalls(runtime);
    const hear = () => void reloads.next().then(calls.call);
    hear();
    for (;;) {
      const isAsked = await calls.wait(lookMs, signal).catch(() => false);
      if (signal.aborted) return;
      if (isAsked) {
        hear();
        await tell(`RELOADING=1\nMONOTONIC_USEC=${Math.round(runtime.elapsed() * 1000)}`);
      }
      look(await hasOtherSettings() || isAsked);
      if (isAsked) await tell("READY=1");
    }
  }

  /** A service manager that is not there for a moment ends no list. */
  async function tell(text: string): Promise<void> {
    await manager.notify(text).catch((thrown) => say("warn", asSyncError(thrown).message));
  }
}

/** What two lists would spoil for each other. */
function createReservations() {
  const owners = new Map<string, string>();

  function reserve(name: string, config: Config): Disposable {
    const wanted = thingsOf(config);
    for (const { key, what } of wanted) {
      const owner = owners.get(key);
      if (owner === undefined || owner === name) continue;
      throw new SyncError("CONFIG", `Cannot serve the list: ${what} is that of the list ${owner}`, {
        hint: "Each list has its own.",
      });
    }
    for (const { key } of wanted) owners.set(key, name);
    return {
      [Symbol.dispose]() {
        for (const { key } of wanted) owners.delete(key);
      },
    };
  }

  return { reserve };
}

function thingsOf({ stateDir, store, taskwarrior: { synced } }: Config) {
  const state = { key: `state ${stateDir}`, what: `its state folder ${stateDir}` };
  const log = store === null ? [] : [{
    key: `log ${store.list} ${store.shownAs}`,
    what: `its log ${store.list} at ${store.shownAs}`,
  }];
  if (synced === null) return [state, ...log];
  const { at } = synced;
  const replica = at.kind === "folder"
    ? { key: `folder ${at.folder}`, what: `its sync folder ${at.folder}` }
    : { key: `replica ${at.url} ${at.clientId}`, what: `its client_id on ${at.url}` };
  return [state, ...log, replica];
}
