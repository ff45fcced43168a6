import { createTaskwarrior } from "@/adapters/taskwarrior/replica.ts";
import { createVikunja } from "@/adapters/vikunja/replica.ts";
import type { DaemonPorts } from "@/app/daemon_ports.ts";
import type { LocalSyncPorts } from "@/app/local_sync.ts";
import type { Config } from "@/config/config.ts";
import { markup } from "@/mapping/markup.ts";
import { noTracer } from "@/ports/tracer.ts";
import {
  marksOf,
  openJournal,
  openSimulatedLog,
  type StateFolder,
} from "@tests/simulation/simulated_state_folder.ts";
import type { Life } from "@tests/simulation/simulated_time.ts";
import type { SimulatedTaskwarrior } from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import type { SimulatedVikunja } from "@tests/simulation/vikunja/simulated_vikunja.ts";

/** What all processes of one machine share. */
export interface Machine {
  readonly config: Config;
  readonly folder: StateFolder;
  readonly taskwarrior: SimulatedTaskwarrior;
  readonly vikunja: SimulatedVikunja;
  /** Called, soon, when tasks in the data folder have changed. */
  readonly dataWatchers: Set<() => void>;
  readonly say: (line: string) => void;
}

/** The world as one process of the program sees it. */
export function portsOf(machine: Machine, life: Life): DaemonPorts & LocalSyncPorts {
  const { config, folder, taskwarrior, vikunja, dataWatchers, say } = machine;
  const { runtime } = life;
  const { stateDir, lockTimeoutMs } = config;
  const uuidOf = () => null;
  return {
    runtime,
    leaseClock: () => ({
      wallMs: runtime.now().getTime(),
      boot: "simulated",
      uptimeMs: Math.floor(runtime.elapsed()),
    }),
    openLog: (_command, options) =>
      openSimulatedLog({ folder, life, lockTimeoutMs, uuidOf }, options),
    taskwarrior: (facts) =>
      createTaskwarrior({
        runtime,
        ports: {
          ...taskwarrior.ports,
          program: {
            ...taskwarrior.ports.program,
            run: (args, options) => life.waiting(taskwarrior.ports.program.run(args, options)),
          },
        },
        env: taskwarrior.env,
        settings: {
          notesUda: config.notesUda,
          assigneesUda: "assignees",
          link: { kind: "annotation" },
        },
        facts,
        warn: say,
        write: config.taskwarrior.write,
      }),
    vikunja({ facts, jobs, isLinked }) {
      const transport = vikunja.transport();
      return createVikunja({
        url: vikunja.url,
        runtime,
        transport: {
          send: (request) => life.waiting(transport.send(request)),
          close: transport.close,
        },
        token: () => vikunja.token(),
        facts,
        jobs,
        defaultProject: null,
        onRequest: () => {},
        isLinked,
      });
    },
    serverUrl: () => vikunja.url,
    marks: marksOf(folder, stateDir),
    here: { host: "simulated", machine: "simulated", stateDir },
    loadMarkup: () => Promise.resolve(markup),
    asking: { warn: say, confirm: () => Promise.resolve(true) },
    tracer: noTracer,
    forgetFailure() {},
    markDaemon: () => ({ [Symbol.dispose]() {} }),
    openJournal: () => openJournal(folder, life),
    drainSpool: () => void (folder.spool = []),
    watchSpool(onChange) {
      folder.onSpool = () => void runtime.after(1, onChange);
      return { [Symbol.dispose]: () => void (folder.onSpool = null) };
    },
    watchData(_folder, onChange) {
      const soon = () => void runtime.after(Math.ceil(runtime.random() * 100), onChange);
      dataWatchers.add(soon);
      return { [Symbol.dispose]: () => void dataWatchers.delete(soon) };
    },
    watchHooks: () => ({ [Symbol.dispose]() {} }),
    webhooks: { hooked: () => Promise.resolve(null), cover: () => Promise.resolve([]) },
    memory: { collectGarbage() {}, giveBack() {} },
    spool: {
      drain() {
        const taken = folder.spool;
        folder.spool = [];
        return taken;
      },
      mark: () => ({ [Symbol.dispose]() {} }),
      unmark() {},
      putBack: () => void folder.spool.push("-"),
      hasWakes: () => folder.spool.length > 0,
    },
    failures: { note() {}, forget() {} },
  };
}
