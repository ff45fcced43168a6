import { createServeLists } from "@/app/lists/serve_lists.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Behind, Door, EngineStand } from "@/ports/doors.ts";
import type { BehindLists, FoundList } from "@/ports/lists.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

/** What one of the lists does; what is not said goes well. */
interface FakeList {
  signature: string;
  config: Partial<Config>;
  /** What reading its configuration fails with. */
  unreadable: SyncError | null;
  /** What its engine ends with, right after it was begun. */
  ends: SyncError | null;
  /** It does not come to run. */
  hangs: boolean;
  /** What asking how it does fails with. */
  unasked: SyncError | null;
}

/** Many lists whose engines only say that they run. */
export function listsWorld(names: readonly string[]) {
  const time = createSimulatedTime(chanceBy(1));
  const lists = new Map(names.map((name) => [name, fakeList()]));
  const [said, notified, began]: [string[], string[], string[]] = [[], [], []];
  const running = new Set<string>();
  const opened = new Map<string, { readonly tcp: Door; readonly door: Door }>();
  const waits = new Map<string, (why: SyncError) => void>();
  const stop = new AbortController();
  let reload = () => {};
  let behind: BehindLists | null = null;
  const state = { unreadable: null as SyncError | null, waitsForReload: 0 };
  const find = () => {
    if (state.unreadable !== null) throw state.unreadable;
    const found = [...lists].map(([name, { signature }]): FoundList => ({
      name,
      file: `/lists/${name}/config.toml`,
      signature,
    }));
    return { lists: found, misnamed: [] };
  };
  const serve = createServeLists({
    runtime: time.runtime,
    lock: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    find,
    readService: () => Promise.resolve(false),
    list: ({ name }) => ({
      readConfig: () => {
        const list = lists.get(name) ?? fakeList();
        if (list.unreadable !== null) return Promise.reject(list.unreadable);
        return Promise.resolve(configOf(name, list.config));
      },
      logOf: () => () => {},
      serve: (config, around) => ({
        async run(_options, _say, signal) {
          const list = lists.get(name) ?? fakeList();
          began.push(name);
          waits.set(name, around.onWait);
          if (list.hangs) return await aborted(signal);
          const place = { kind: "socket", path: `${config.stateDir}/s` } as const;
          const behind = behindOf(name, () => lists.get(name)?.unasked ?? null);
          const tcp = await around.doors.open({ kind: "tcp", host: "h", port: 1 }, behind);
          await using door = await around.doors.open(place, behind);
          opened.set(name, { tcp, door });
          running.add(name);
          try {
            if (list.ends !== null) throw list.ends;
            for (let isOver = false; !isOver;) {
              const happened = await Promise.race([
                around.reloadRequests().next().then(() => "reload"),
                aborted(signal).catch(() => "stop"),
              ]);
              isOver = happened === "stop";
              if (!isOver) await around.reread().then(() => said.push(`${name} read`), () => {});
            }
          } finally {
            running.delete(name);
          }
        },
      }),
    }),
    doors: {
      openOwn: () => Promise.resolve(door(null)),
      openShared(place, given) {
        behind = given;
        return Promise.resolve(door(place.kind === "tcp" ? "http://h:1" : null));
      },
    },
    signUp: null,
    bring: () => null,
    socket: "/lists/lists.sock",
    rssBytes: () => 1,
    manager: { watchdogEveryMs: null, notify: (line) => Promise.resolve(void notified.push(line)) },
    reloadRequests: () => ({
      next() {
        const { promise, resolve } = Promise.withResolvers<void>();
        reload = resolve;
        state.waitsForReload = 0;
        const then = promise.then.bind(promise);
        promise.then = (...given) => {
          state.waitsForReload++;
          return then(...given);
        };
        return promise;
      },
      [Symbol.dispose]() {},
    }),
  });
  const over = serve.run(
    { listen: "127.0.0.1:1", isOpenForMetrics: true },
    (_level, text) => void said.push(text),
    stop.signal,
  );
  over.catch(() => {});
  return {
    time,
    lists,
    state,
    said,
    notified,
    /** Names of lists whose engine was begun, in order. */
    began,
    running: () => [...running].sort(),
    /** Its engine's doors, as the engine has them. */
    doorsOf: (name: string) => opened.get(name) ?? null,
    reload: () => reload(),
    /** As its engine says that it goes on waiting for its log. */
    waits: (name: string, why: SyncError) => waits.get(name)?.(why),
    stands: () => new Map((behind?.stands() ?? []).map((stand) => [stand.name, stand])),
    metrics: () => behind?.metrics() ?? "",
    deliveries: (name: string) => behind?.deliveries(name) ?? null,
    over,
    stop: () => stop.abort(new SyncError("ABORTED", "stopped")),
  };
}

export function fakeList(given: Partial<FakeList> = {}): FakeList {
  return {
    signature: "1",
    config: {},
    unreadable: null,
    ends: null,
    hangs: false,
    unasked: null,
    ...given,
  };
}

function configOf(name: string, given: Partial<Config>): Config {
  const at = { kind: "folder", folder: `/lists/${name}/sync` } as const;
  const config = {
    stateDir: `/lists/${name}/state`,
    server: { url: "https://v.example", token: () => Promise.reject(new Error("unasked")) },
    store: null,
    taskwarrior: { synced: { at, everyMs: 1 } },
    ...given,
  };
  return config as unknown as Config;
}

function door(url: string | null) {
  return { url, refuse() {}, [Symbol.asyncDispose]: () => Promise.resolve() };
}

const stand: EngineStand = {
  counts: { linked: 2, pending: 1, givenUp: 0, held: 0, conflicts: 0 },
  deliveries: 3,
  lastLookAt: null,
  lastPollAt: null,
  error: { code: "TASK_REFUSED", message: "Cannot write Secret milk" },
};

function behindOf(name: string, unasked: () => SyncError | null): Behind {
  const behind = {
    stand() {
      const error = unasked();
      if (error !== null) throw error;
      return stand;
    },
    deliveries: { name },
    isOpenForMetrics: false,
  };
  return behind as unknown as Behind;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
