import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { scalarFields } from "@/domain/fields.ts";
import type { Side } from "@/domain/task.ts";
import { answerHeld } from "@/app/held.ts";
import { pickConflict } from "@/app/pick.ts";
import { createTakingBack } from "@/app/taking_back/take_back.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { createOneSync, lookAtWakes } from "@/app/local_sync.ts";
import type { Config } from "@/config/config.ts";
import { selectionText } from "@/config/selection_words.ts";
import { openRun } from "@/app/run/open_engine.ts";
import { createRetries } from "@/app/retries.ts";
import { type RunningEngine, startEngine } from "@/app/daemon/start_engine.ts";
import { asSyncError } from "@/domain/errors.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { isLookedAt, isSeen } from "@/adapters/memory/process_marks.ts";
import { createMemorySpool } from "@/adapters/memory/spool.ts";
import { lookAtLog, type Process, startSimulatedProcess } from "@tests/simulation/process.ts";
import { type Machine, portsOf } from "@tests/simulation/processes.ts";
import type { Rules } from "@tests/simulation/rules.ts";
import type { TakeBackStep } from "@tests/simulation/take_back_step.ts";
import { takeBackBy } from "@tests/simulation/taking_back.ts";
import type { SyncOptions } from "@/ports/operations.ts";
import { createListener, type Listener, type TellingFate } from "@tests/simulation/telling.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";

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
  sync(asked: Partial<SyncOptions>): Promise<void>;
  retryNow(): Promise<void>;
  /** Of all deletions that are held. */
  answerHeld(answer: HeldAnswer): Promise<void>;
  /** As `sync --yes` with another selection: a daemon starts its engine anew with it. */
  select(selection: Config["selection"]): Promise<void>;
  /** As `systemctl reload` after the configuration was changed. */
  rule(rules: Rules): Promise<void>;
  /** Position of the log from which on all is done by the rules as they are; `null`: they were changed just now. */
  ruledFrom(): number | null;
  /** Makes the value of one side of an open conflict that of both. */
  pick(conflict: number, side: Side): Promise<void>;
  /** As `undo`, `redo` and `restore` do: a plan, and then that. */
  takeBack(step: TakeBackStep): Promise<void>;
  notifyCheck(fate: TellingFate): Promise<void>;
  /** Who is told by that. */
  readonly listener: Listener;
  /** The ids of all there is to tell now. */
  allNotices(): Promise<readonly string[]>;
  /** The hook, as Taskwarrior starts it after a command. */
  hook(): void;
  /** What the last round of the daemon ended with; `null`: well. */
  trouble(): string | null;
  /** Errors that are faults of the program itself. */
  readonly broken: readonly string[];
}

const restartMs = 5_000;

export function createProgram(time: SimulatedTime, machine: Machine): Program {
  const { folder, say } = machine;
  const processes = new Set<Process>();
  const listener = createListener(machine, time);
  let engine: RunningEngine | null = null;
  let trouble: string | null = null;
  const broken: string[] = [];
  let isWanted = false;
  let serving: Process | null = null;
  /** What somebody has seen the effects of, and wants the daemon to go by. */
  let accepted: string | undefined;
  let ruledFrom: number | null = null;

  function begin(): Process {
    const process = startSimulatedProcess(time, folder);
    processes.add(process);
    return process;
  }

  async function daemon(process: Process): Promise<void> {
    const { config } = machine;
    const started = await startEngine(portsOf(machine, process), config, (error) => {
      if (error?.code === "INTERNAL") broken.push(error.message);
      trouble = error === null ? null : `${error.code}: ${error.message}`;
    }, accepted);
    accepted = undefined;
    // What was begun by other rules is over by then.
    time.runtime.after(40_000, () => {
      if (engine !== started || ruledFrom !== null) return;
      const { store } = lookAtLog(folder, time.runtime.now);
      ruledFrom = store.readAll(0, 1_000_000).at(-1)?.position ?? 0;
    });
    engine = started;
    try {
      // A reload that came while it was starting.
      if (isOldNow(config)) return;
      await started.over;
    } finally {
      await started.stop().catch(() => {});
    }
  }

  function isOldNow({ direction, conflicts, selection }: Config): boolean {
    const now = machine.config;
    return direction !== now.direction || conflicts !== now.conflicts ||
      selection !== now.selection;
  }

  function serve(): void {
    isWanted = true;
    if (serving !== null) return;
    const process = begin();
    serving = process;
    daemon(process).catch((thrown) => {
      const { code, message } = asSyncError(thrown);
      trouble = `${code}: ${message}`;
      if (code === "INTERNAL") broken.push(message);
      say(`the daemon ends: ${message} (${code})`);
    }).then(process.end);
    watchOver(process);
  }

  /** As systemd does: a process that dies in the middle of a write tells nobody. */
  function watchOver(process: Process): void {
    process.onOver(() => {
      time.runtime.after(200, () => serving === process ? ended() : undefined);
    });
  }

  function ended(): void {
    if (serving !== null) processes.delete(serving);
    serving = null;
    engine = null;
    time.runtime.after(restartMs, () => isWanted ? serve() : undefined);
  }

  /** The hook is a shell script, which says what it cannot write and no more. */
  function leaveWake(): void {
    try {
      createMemorySpool(startSimulatedProcess(time, folder).memory, time.runtime).leave();
    } catch (thrown) {
      say(`the hook leaves nothing: ${asSyncError(thrown).message}`);
    }
  }

  /** A command of its own process. */
  async function command(
    name: string,
    work: (process: Process) => Promise<unknown>,
  ): Promise<void> {
    const process = begin();
    try {
      await work(process);
    } catch (thrown) {
      const { code, message } = asSyncError(thrown);
      say(`\`${name}\` fails: ${message} (${code})`);
      if (code === "INTERNAL") broken.push(message);
    } finally {
      process.end();
      processes.delete(process);
    }
  }

  /** By the daemon where one runs. */
  function commandWith(name: string, work: (open: OpenRun) => Promise<unknown>): Promise<void> {
    const running = engine;
    return command(name, (process) => {
      const ports = portsOf(machine, process);
      const here: OpenRun = (asked, until) =>
        openRun(ports, { ...asked, config: machine.config, command: name }, until);
      return work(
        running === null ? here : ({ alone = false }) => running.daemon.borrow({ alone }),
      );
    });
  }

  const signal = () => new AbortController().signal;
  const options = { projects: [], full: false, jobs: machine.config.jobs, allowMassDelete: false };

  return {
    engine: () => engine,
    serve,
    kill() {
      for (const process of processes) process.end();
      processes.clear();
      machine.dataWatchers.clear();
      if (serving !== null) ended();
    },
    async stop() {
      isWanted = false;
      await engine?.stop().catch(() => {});
    },
    async sync(given) {
      const running = engine;
      const asked = { ...options, ...given };
      await command(
        "sync",
        (process) =>
          running === null
            ? createOneSync(portsOf(machine, process), machine.config).run(
              asked,
              () => {},
              signal(),
            )
            : createManualSync(({ alone = false }) => running.daemon.borrow({ alone })).run(
              asked,
              () => {},
              signal(),
            ),
      );
    },
    async select(selection) {
      machine.select(selection);
      const text = selectionText(selection);
      if (engine === null) return await this.sync({ selection: text, acceptsSelection: true });
      accepted = text;
      await engine.stop().catch(() => {});
    },
    async rule(rules) {
      machine.rule(rules);
      ruledFrom = null;
      await engine?.stop().catch(() => {});
    },
    ruledFrom: () => ruledFrom,
    async pick(conflict, side) {
      const open = lookAtLog(folder, time.runtime.now).reader.conflictList();
      const scalars = open.filter(({ field }) =>
        (scalarFields as readonly string[]).includes(field)
      );
      const picked = scalars[Math.floor(conflict * scalars.length)];
      if (picked === undefined) return;
      const { jobs } = machine.config;
      // It may be done although its process is killed before it knows.
      machine.onPicked(picked.task, picked.field);
      await commandWith("pick", async (open) => {
        await pickConflict(open, { conflictId: picked.id, side, jobs }, signal());
        machine.onPicked(picked.task, picked.field);
      });
    },
    async retryNow() {
      const running = engine;
      await command("retry now", (process) => {
        const ports = portsOf(machine, process);
        const open = running === null
          ? (asked: { readonly planOnly: boolean; readonly jobs: number }, until: AbortSignal) =>
            openRun(ports, { ...asked, config: machine.config, command: "retry" }, until)
          : () => running.daemon.borrow();
        return createRetries(open).now(null, signal());
      });
    },
    answerHeld: (answer) =>
      commandWith(
        "held",
        (open) =>
          answerHeld({ open, jobs: machine.config.jobs }, { answer, tasks: null }, signal()),
      ),
    takeBack: (step) =>
      commandWith(step.kind, async (open) => {
        const work = createTakingBack({ open, jobs: machine.config.jobs });
        const told = await takeBackBy(step, machine, work, signal());
        for (const line of told) say(`  ${line}`);
      }),
    notifyCheck: (fate) => command("notify check", (process) => listener.check(process, fate)),
    listener,
    async allNotices() {
      let all: readonly string[] = [];
      await command("notify check", async (process) => {
        all = await listener.everything(process);
      });
      return all;
    },
    hook() {
      if (isSeen(folder.disk)) return;
      leaveWake();
      if (isLookedAt(folder.disk)) return;
      void command("hook", (process) => {
        const ports = portsOf(machine, process);
        const sync = () => Promise.resolve(createOneSync(ports, machine.config));
        return lookAtWakes(ports, { sync, jobs: machine.config.jobs }, signal());
      });
    },
    trouble: () => trouble,
    broken,
  };
}
