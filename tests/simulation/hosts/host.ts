import { startEngine } from "@/app/daemon/start_engine.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import type { Connections } from "@/adapters/postgres/connections.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import { renewals } from "@/adapters/postgres/renewals.ts";
import { fencedPorts } from "@/adapters/taskwarrior/fenced_ports.ts";
import { fencedTransport } from "@/adapters/vikunja/transport/fenced_transport.ts";
import { fencedMarks, fencedWrites } from "@/app/hosts/fenced_writes.ts";
import { ownListLog } from "@/app/hosts/own_list_log.ts";
import type { DaemonPorts } from "@/app/daemon/ports.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { ListLease } from "@/ports/list_store.ts";
import { logProjections as projections } from "@/projections/log_projections.ts";
import { hostTransport, watchedTaskwarrior } from "@tests/simulation/hosts/fenced_world.ts";
import {
  databasePlace,
  type SimulatedDatabase,
} from "@tests/simulation/hosts/simulated_database.ts";
import { type Process, startSimulatedProcess } from "@tests/simulation/process.ts";
import { createStateFolder } from "@tests/simulation/process.ts";
import { type Machine, portsOf } from "@tests/simulation/processes.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";

/** What a host is cut off from. */
export type Far = "database" | "vikunja";

/** One of the hosts on which `serve` of the list runs, and is started again when it ends. */
export interface Host {
  readonly name: string;
  /** Of the list, where this host has it and does not stand still; `null`: it does not. */
  engine(): RunningEngine | null;
  serve(): void;
  /** `downMs`: until it is started again. */
  kill(downMs?: number): void;
  /** As `systemctl stop` does. */
  stop(): Promise<void>;
  /** Begins anew with what is configured by then. */
  reload(): Promise<void>;
  pause(): void;
  goOn(): void;
  cut(far: Far, isCut: boolean): void;
  /** It runs, stands not still, and reaches the database: whoever alone does not reach Vikunja keeps the list. */
  isWell(): boolean;
  /** What the last round ended with; `null`: well. */
  trouble(): string | null;
}

export interface HostDeps {
  readonly time: SimulatedTime;
  readonly machine: Machine;
  readonly database: SimulatedDatabase;
  readonly mirrorPath: string;
  readonly onBroken: (message: string) => void;
  /** That it does so now. */
  readonly onWrite: (host: string, what: string) => void;
}

const restartMs = 5_000;

export function createHost(name: string, deps: HostDeps): Host {
  const { time, machine, database, mirrorPath, onBroken, onWrite } = deps;
  const say = (line: string) => machine.say(`${name}: ${line}`);
  const folder = {
    ...createStateFolder(() => machine.folder.log),
    marks: machine.folder.marks,
    nextFault: () => machine.folder.nextFault(),
  };
  const cuts: Record<Far, boolean> = { database: false, vikunja: false };
  let process: Process | null = null;
  let engine: RunningEngine | null = null;
  let trouble: string | null = null;
  let [isWanted, isPaused] = [false, false];

  function portsFor(own: Process): DaemonPorts {
    const { life } = own;
    const watch = {
      isGone: () => life.isOver,
      isCut: () => cuts.vikunja,
      writes: (what: string) => onWrite(name, what),
    };
    let lease: ListLease | null = null;
    const { vikunja, taskwarrior } = machine;
    const ports = portsOf({
      ...machine,
      get config() {
        return machine.config;
      },
      folder,
      say,
      vikunja: {
        ...vikunja,
        transport: () => fencedTransport(hostTransport(vikunja, watch), () => lease),
      },
      taskwarrior: {
        ...taskwarrior,
        ports: fencedPorts(watchedTaskwarrior(taskwarrior.ports, watch), () => lease),
      },
    }, own);
    const link = { host: name, life, isCut: () => cuts.database };
    const db = database.connect(link);
    const renew = renewals(db);
    const connections: Connections = {
      db,
      service: "",
      spread: () => ({ [Symbol.dispose]() {} }),
      provide: () => Promise.resolve(),
      renew: async (renewal) => (await renew([renewal])).has(renewal.list),
      hear: (_about, _list, call) => database.hear(link, call),
      lookMs: 1_000,
      tidy: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const log = { path: mirrorPath, projections, runtime: life.runtime, isOwner: true };
    return {
      ...ports,
      marks: fencedMarks(ports.marks, () => lease),
      async openLog(command, { planOnly }, signal) {
        if (planOnly) return database.place.copy({ process: own.memory, runtime: life.runtime });
        const owned = await ownListLog(
          {
            runtime: life.runtime,
            store: openListStore({
              place: databasePlace,
              list: "team",
              runtime: life.runtime,
              nowMs: life.runtime.elapsed,
              connect: () => connections,
            }),
            owner: { host: name, stateDir: `/${name}`, command, pid: 1 },
            identity: () => name,
            lock: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
            async catchUp(shared) {
              await using _mirror = await openMirror(log, shared);
            },
            open: (shared) => openMirror(log, shared),
            warn: say,
          },
          { standsBy: true, timeoutMs: 0 },
          signal,
        );
        lease = owned.lease;
        say(`has the list (${lease.epoch})`);
        return { ...owned, lost: lease.lost, epoch: lease.epoch };
      },
      taskwarrior: async (facts) => fencedWrites(await ports.taskwarrior(facts), () => lease),
    };
  }

  /** Stands by, has the list, and stands by again when it is lost; as `serve` does. */
  async function daemon(own: Process): Promise<void> {
    while (isWanted && !own.life.isOver) {
      const { config } = machine;
      const started = await startEngine(portsFor(own), config, (error) => {
        trouble = error === null ? null : noted(error);
      });
      engine = started;
      try {
        if (isWanted) await started.over;
      } catch (thrown) {
        if (asSyncError(thrown).code !== "FENCED") throw thrown;
        say("has the list no more");
      } finally {
        engine = null;
        await started.stop().catch(unlessFenced);
      }
    }
  }

  function noted(error: SyncError): string {
    if (error.code === "INTERNAL") onBroken(error.message);
    return `${error.code}: ${error.message}`;
  }

  function serve(): void {
    isWanted = true;
    if (process !== null) return;
    const own = startSimulatedProcess(time, folder);
    process = own;
    daemon(own).catch((thrown) => {
      trouble = noted(asSyncError(thrown));
      say(`ends: ${trouble}`);
    }).then(own.end);
    own.onOver(() =>
      time.runtime.after(200, () => {
        if (process === own) over();
      })
    );
  }

  function over(downMs = restartMs): void {
    process = null;
    engine = null;
    isPaused = false;
    time.runtime.after(downMs, () => isWanted ? serve() : undefined);
  }

  return {
    name,
    engine: () => isPaused ? null : engine,
    serve,
    kill(downMs = restartMs) {
      process?.end();
      if (process !== null) over(downMs);
    },
    async stop() {
      isWanted = false;
      await engine?.stop().catch(() => {});
    },
    reload: async () => void await engine?.stop().catch(() => {}),
    pause() {
      isPaused = process !== null;
      process?.life.pause();
    },
    goOn() {
      isPaused = false;
      process?.life.goOn();
    },
    cut: (far, isCut) => void (cuts[far] = isCut),
    isWell: () => process !== null && !isPaused && !cuts.database,
    trouble: () => trouble,
  };
}

function unlessFenced(thrown: unknown): void {
  if (asSyncError(thrown).code !== "FENCED") throw thrown;
}
