import { openRun } from "@/app/run/open_engine.ts";
import type { LocalSyncPorts } from "@/app/local_sync.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { startSimulatedProcess } from "@tests/simulation/process.ts";
import { portsOf } from "@tests/simulation/processes.ts";
import type { Setting } from "@tests/simulation/setting.ts";
import { createWorld, type World } from "@tests/simulation/world.ts";

export const { signal } = new AbortController();

export interface RunWorld extends World {
  /** Of a new process. */
  ports(): LocalSyncPorts;
  /** Of new processes, one after the other. */
  readonly openRun: OpenRun;
  /** As time passes. */
  result<T>(work: Promise<T>): Promise<T>;
  sync(): Promise<void>;
  /** A task made on that side; its UUID. */
  task(title: string): string;
  /** Its id. */
  serverTask(title: string): number;
}

/** Two quiet systems and no daemon: use cases are called one after the other. */
export function runWorld(
  seed = 1,
  line: "2" | "3" = "3",
  setting: Partial<Pick<Setting, "mapping">> = {},
): RunWorld {
  const world = createWorld({
    seed,
    line,
    write: "auto",
    claimsMirror: "none",
    isOnDisk: false,
    ...setting,
  });
  const { time, machine } = world;
  const { folder, taskwarrior, vikunja } = machine;
  // The hook leaves it to somebody who never looks, and starts no run of its own.
  folder.disk.marks.set("daemon", { isOver: false });
  const ports = () => portsOf(machine, startSimulatedProcess(time, folder));

  async function result<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const ended = work.finally(() => isOver = true);
    ended.catch(() => {});
    await time.pass(600_000, () => isOver);
    if (!isOver) throw new Error("it does not end");
    return await ended;
  }

  return {
    ...world,
    ports,
    openRun: (options, signal) =>
      openRun(ports(), { ...options, config: machine.config, command: "test" }, signal),
    result,
    sync: () => result(world.program.sync({ full: true })),
    task(title) {
      const before = new Set(taskwarrior.tasks().map(({ uuid }) => uuid));
      taskwarrior.person.run({ kind: "add", set: { description: title } });
      return taskwarrior.tasks().find(({ uuid }) => !before.has(uuid))?.uuid ?? "";
    },
    serverTask(title) {
      vikunja.person.take({ kind: "add", title, project: 0 });
      return vikunja.tasks().findLast((task) => task.title === title)?.id ?? 0;
    },
  };
}
