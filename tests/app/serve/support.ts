import assert from "node:assert/strict";
import { openRun } from "@/app/run/open_engine.ts";
import { createServe } from "@/app/serve/serve.ts";
import type { TaskSync } from "@/app/serve/task_sync.ts";
import { startEngine } from "@/app/daemon/start_engine.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Behind, Place } from "@/ports/doors.ts";
import type { OwnerRequests } from "@/ports/owner_requests.ts";
import { portsOf } from "@tests/simulation/processes.ts";
import { startSimulatedProcess } from "@tests/simulation/process.ts";
import { noPage } from "@tests/support/no_page.ts";
import { runWorld } from "@tests/support/run_world.ts";

interface OpenedDoor {
  readonly place: Place;
  readonly behind: Behind;
  isRefusing: boolean;
  isOpen: boolean;
}

/** A daemon of this process, without a socket: `config`: what it reads when it is told to. */
export function daemonWorld(
  { watchdogEveryMs = null, changes = {}, hears, taskSync, requests, isHeldUp = false }: {
    readonly watchdogEveryMs?: number | null;
    readonly changes?: Partial<Config>;
    /** Until then the service manager takes nothing. */
    readonly hears?: Promise<void>;
    readonly taskSync?: TaskSync;
    /** Of other hosts, of whose list this one is the first owner. */
    readonly requests?: OwnerRequests;
    /** The first engine never starts. */
    readonly isHeldUp?: boolean;
  } = {},
) {
  const world = runWorld();
  const { time, machine } = world;
  const [said, told]: [string[], string[]] = [[], []];
  const doors: OpenedDoor[] = [];
  const stop = new AbortController();
  let reload = () => {};
  const state = {
    reread: (): Promise<Config> => Promise.resolve(machine.config),
    starts: 0,
    /** What keeps the next engine from starting. */
    refusal: null as SyncError | null,
    notes: [] as string[],
    /** The service manager is not there. */
    isDeaf: false,
    /** Another host has the list until it resolves. */
    standing: isHeldUp ? new Promise<void>(() => {}) : Promise.resolve(),
    /** Another host takes it over; it is told only by what it appends, where it does not hear of it. */
    lose: (_how: "told" | "unheard") => {},
  };
  const serve = createServe({
    runtime: time.runtime,
    config: { ...machine.config, socketPaths: ["/run/a.sock"], ...changes },
    reread: () => state.reread(),
    version: "1.2.3",
    pid: 4711,
    rssBytes: () => 1,
    logBytes: () => 2,
    async startEngine(config, report, accepts, signal) {
      const { refusal } = state;
      state.refusal = null;
      if (refusal !== null) throw refusal;
      state.starts++;
      await Promise.race([state.standing, aborted(signal)]);
      const ports = portsOf(machine, startSimulatedProcess(time, machine.folder));
      const lost = Promise.withResolvers<SyncError>();
      const fenced = new SyncError("FENCED", "another host has it");
      let isLost = false;
      state.lose = (how) => {
        isLost = true;
        if (how === "told") lost.resolve(fenced);
      };
      const openLog: typeof ports.openLog = async (...asked) => {
        const owned = await ports.openLog(...asked);
        const { store } = owned.log;
        const append: typeof store.append = (appends) =>
          isLost ? Promise.reject(fenced) : store.append(appends);
        const log = { ...owned.log, store: { ...store, append } };
        const epoch = requests === undefined ? {} : { epoch: 1 };
        return { ...owned, log, lost: lost.promise, ...epoch };
      };
      return await startEngine({ ...ports, openLog }, config, report, accepts);
    },
    openRequests: () =>
      requests === undefined
        ? Promise.reject(new Error("no list is shared"))
        : Promise.resolve(requests),
    openBeside: (config) => (options, signal) =>
      openRun(portsOf(machine, startSimulatedProcess(time, machine.folder)), {
        ...options,
        config,
        command: "serve",
      }, signal),
    doors: {
      inherited: () => null,
      open(place, behind) {
        const door: OpenedDoor = { place, behind, isRefusing: false, isOpen: true };
        doors.push(door);
        return Promise.resolve({
          url: place.kind === "tcp" ? `http://${place.host}:${place.port}` : null,
          refuse: (isRefusing) => void (door.isRefusing = isRefusing),
          [Symbol.asyncDispose]: () => Promise.resolve(void (door.isOpen = false)),
        });
      },
      openPage: () => Promise.reject(new Error("nobody wants the page")),
      clear: () => {},
      note(_stateDir, path) {
        state.notes.push(path);
        return { [Symbol.dispose]: () => void state.notes.pop() };
      },
    },
    daemons: { look: () => ({ kind: "nothing" }), connect: () => Promise.resolve(null) },
    page: noPage,
    ...taskSync === undefined ? {} : { taskSync: () => Promise.resolve(taskSync) },
    webhookSecret: () => Promise.resolve("signs"),
    manager: {
      watchdogEveryMs,
      async notify(line) {
        await hears;
        if (state.isDeaf) throw new SyncError("INTERNAL", `Cannot tell ${line}`);
        told.push(line);
      },
    },
    reloadRequests: () => ({
      next: () => new Promise((resolve) => reload = resolve),
      [Symbol.dispose]: () => {},
    }),
  });
  const options = { listen: "127.0.0.1:8765", socket: null, isOpenForMetrics: true };
  const over = serve.run(
    options,
    (line) => said.push("text" in line ? line.text : `${line.change.title} in ${line.change.side}`),
    stop.signal,
  );
  over.catch(() => {});
  return {
    ...world,
    state,
    said,
    told,
    doors,
    over,
    stop: () => stop.abort(new SyncError("ABORTED", "Cannot finish: stopped by SIGTERM")),
    reload: () => reload(),
    /** Until somebody said it, or for ten minutes. */
    async until(isSo: () => boolean): Promise<void> {
      assert.ok(await time.pass(600_000, isSo), [...said, ...told].join("\n"));
    },
    end: () => world.result(over),
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

export const isReady = ({ told }: { readonly told: readonly string[] }) => () =>
  told.includes("READY=1");
