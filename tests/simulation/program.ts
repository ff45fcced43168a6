import { createOneSync, lookAtWakes } from "@/app/local_sync.ts";
import { openRun } from "@/app/open_engine.ts";
import { createRetries } from "@/app/retries.ts";
import { type RunningEngine, startEngine } from "@/app/start_engine.ts";
import { asSyncError } from "@/domain/errors.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import type { Life, SimulatedTime } from "@tests/simulation/simulated_time.ts";
import { type Machine, portsOf } from "@tests/simulation/processes.ts";

/** The program as it is installed on one machine: a daemon that is kept running, and commands beside it. */
export interface Program {
  /** The daemon's engine; `null`: it does not run, or not yet. */
  engine(): RunningEngine | null;
  /** Starts the daemon, and again each time it ends. */
  serve(): void;
  /** Without a chance to say anything; all processes. */
  kill(): void;
  /** As `systemctl stop` does; `serve` starts it again. */
  stop(): Promise<void>;
  sync(full: boolean, allowMassDelete?: boolean): Promise<void>;
  retryNow(): Promise<void>;
  /** The hook, as Taskwarrior starts it after a command. */
  hook(): void;
  /** What the last round of the daemon ended with; `null`: well. */
  trouble(): string | null;
}

const restartMs = 5_000;

export function createProgram(time: SimulatedTime, machine: Machine): Program {
  const { config, folder, say } = machine;
  const lives = new Set<Life>();
  let engine: RunningEngine | null = null;
  let trouble: string | null = null;
  let isWanted = false;
  let serving: Life | null = null;

  function begin(): Life {
    const life = time.startLife();
    lives.add(life);
    return life;
  }

  function end(life: Life): void {
    life.end();
    lives.delete(life);
  }

  async function daemon(life: Life): Promise<void> {
    const started = await startEngine(portsOf(machine, life), config, (error) => {
      trouble = error === null ? null : `${error.code}: ${error.message}`;
    });
    engine = started;
    try {
      await started.over;
    } finally {
      await started.stop().catch(() => {});
    }
  }

  function serve(): void {
    isWanted = true;
    if (serving !== null) return;
    const life = begin();
    serving = life;
    daemon(life).catch((thrown) => {
      const { code, message } = asSyncError(thrown);
      trouble = `${code}: ${message}`;
      say(`the daemon ends: ${message} (${code})`);
    }).then(life.end);
    watchOver(life);
  }

  /** As systemd does: a process that dies in the middle of a write tells nobody. */
  function watchOver(life: Life): void {
    time.runtime.after(200, () => {
      if (serving !== life) return;
      if (!life.isOver) return watchOver(life);
      ended();
    });
  }

  function ended(): void {
    if (serving !== null) lives.delete(serving);
    serving = null;
    engine = null;
    time.runtime.after(restartMs, () => isWanted ? serve() : undefined);
  }

  /** A command of its own process. */
  async function command(name: string, work: (life: Life) => Promise<unknown>): Promise<void> {
    const life = begin();
    try {
      await work(life);
    } catch (thrown) {
      const { code, message } = asSyncError(thrown);
      say(`\`${name}\` fails: ${message} (${code})`);
    } finally {
      end(life);
    }
  }

  const signal = () => new AbortController().signal;
  const options = { projects: [], full: false, jobs: config.jobs };

  return {
    engine: () => engine,
    serve,
    kill() {
      for (const life of lives) life.end();
      lives.clear();
      folder.onSpool = null;
      machine.dataWatchers.clear();
      if (serving !== null) ended();
    },
    async stop() {
      isWanted = false;
      await engine?.stop().catch(() => {});
    },
    async sync(full, allowMassDelete = false) {
      const running = engine;
      const asked = { ...options, full, allowMassDelete };
      await command(
        "sync",
        (life) =>
          running === null
            ? createOneSync(portsOf(machine, life), config).run(asked, () => {}, signal())
            : createManualSync(() => running.daemon.borrow()).run(asked, () => {}, signal()),
      );
    },
    async retryNow() {
      const running = engine;
      await command("retry now", (life) => {
        const ports = portsOf(machine, life);
        const open = running === null
          ? (asked: { readonly planOnly: boolean; readonly jobs: number }, until: AbortSignal) =>
            openRun(ports, { ...asked, config, command: "retry" }, until)
          : () => running.daemon.borrow();
        return createRetries(open).now(null, signal());
      });
    },
    hook() {
      folder.spool.push("-");
      if (engine !== null) return folder.onSpool?.();
      void command("hook", (life) => {
        const ports = portsOf(machine, life);
        const sync = () => Promise.resolve(createOneSync(ports, config));
        return lookAtWakes(ports, { sync, jobs: config.jobs }, signal());
      });
    },
    trouble: () => trouble,
  };
}
