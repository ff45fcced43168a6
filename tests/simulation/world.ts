import type { Config } from "@/config/config.ts";
import { usualMapping } from "@/config/mapping_config.ts";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";
import type { Side } from "@/domain/task.ts";
import type { EngineMark } from "@/ports/engine_mark.ts";
import { type Chance, chanceBy } from "@tests/simulation/chance.ts";
import { remembered } from "@tests/simulation/remembered.ts";
import {
  type Doing,
  type Edit,
  editsBetween,
  notMeant,
  type ShownTasks,
} from "@tests/simulation/oracles/edits.ts";
import { createFairness, type Fairness, noFairness } from "@tests/simulation/oracles/fairness.ts";
import { importLeft } from "@tests/simulation/oracles/import_left.ts";
import { shownInTaskwarrior, shownInVikunja } from "@tests/simulation/oracles/shown_task.ts";
import type { Swept } from "@tests/simulation/oracles/swept.ts";
import { createHostProgram } from "@tests/simulation/hosts/host_program.ts";
import type { Hosts } from "@tests/simulation/hosts/hosts.ts";
import { createListPlace } from "@tests/simulation/hosts/list_place.ts";
import { memoryLogPlace } from "@tests/simulation/log_place.ts";
import { sqliteLogPlace } from "@tests/simulation/sqlite_log_place.ts";
import { noCommands, type TerminalCommands } from "@tests/simulation/terminal_commands.ts";
import { type Agents, createAgents } from "@tests/simulation/claiming.ts";
import { stamp } from "@tests/simulation/stamp.ts";
import { createProgram, type Program } from "@tests/simulation/program.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import { noRules } from "@tests/simulation/rules.ts";
import { pickAsEdit } from "@tests/simulation/picked.ts";
import type { Setting } from "@tests/simulation/setting.ts";
import { simulatedConfig } from "@tests/simulation/simulated_config.ts";
import { createStateFolder, lookAtLog } from "@tests/simulation/process.ts";
import { createSimulatedTime, type SimulatedTime } from "@tests/simulation/simulated_time.ts";
import {
  createSimulatedTaskwarrior,
  type SimulatedTaskwarrior,
} from "@tests/simulation/taskwarrior/simulated_taskwarrior.ts";
import type { HeldTask } from "@tests/simulation/vikunja/held.ts";
import {
  createSimulatedVikunja,
  type SimulatedVikunja,
} from "@tests/simulation/vikunja/simulated_vikunja.ts";
import { udaLines } from "@tests/support/uda_lines.ts";

/** Two systems, the network between them, the program on one machine or several, and people at both ends. */
export interface World {
  readonly time: SimulatedTime;
  readonly chance: Chance;
  readonly machine: Machine;
  readonly program: Program;
  /** `null`: there is one machine. */
  readonly hosts: Hosts | null;
  /** What people did, in the order of its taking effect. */
  readonly edits: readonly Edit[];
  shown(side: Side): ShownTasks;
  /** Lets somebody do something there, and notes what it changed. */
  acting<T>(side: Side, doing: Doing, work: () => T): T;
  /** The server's data, put aside. */
  backup:
    | { readonly data: Parameters<SimulatedVikunja["restore"]>[0]; readonly atMs: number }
    | null;
  /** The same of Taskwarrior's folder. */
  backupHere:
    | {
      readonly data: ReturnType<SimulatedTaskwarrior["backup"]>;
      readonly marks: ReadonlyMap<string, EngineMark>;
      readonly atMs: number;
    }
    | null;
  /** One of them was put back. */
  isRestored: boolean;
  /** What people did there since then is gone with the backup that was put back, unless it was carried over. */
  lostSince(side: Side, atMs: number): void;
  /** A write of ours to that task is not known to be done. */
  isUnsure(side: Side, id: string): boolean;
  /** It told whoever did it that it failed, or it could not be told from what others did: nothing of it need stay. */
  failed(because: string, sinceMs: number): void;
  readonly commands: TerminalCommands;
  readonly agents: Agents;
  readonly fairness: Fairness;
  /** When one of the two clocks was set. */
  readonly clockSetAtMs: number[];
  /** Titles that commands gave, be it to tasks that were deleted, which no look shows. */
  readonly called: { readonly uuid: string; readonly title: string }[];
  /** 2.6 writes over what others wrote, and tells nobody. */
  readonly line: Setting["line"];
  /** Tasks whose deletion is to be held until somebody has answered. */
  readonly swept: Swept[];
  /** How far the log was when somebody had something there again, on a side that was empty. */
  readonly refilled: { readonly side: Side; readonly position: number }[];
  /** A change may have been one that the daemon never heard of. */
  isDeaf: boolean;
  /** In plain words, with the time. */
  tell(line: string): void;
  readonly story: readonly string[];
}

const url = "http://vikunja.simulated";
const config = await simulatedConfig(url);

export function createWorld(
  {
    seed,
    line,
    write,
    claimsMirror,
    isOnDisk,
    only,
    selection = null,
    rules = noRules,
    mapping = usualMapping,
    hosts: hostCount,
  }: Setting,
  listen: (line: string) => void = () => {},
): World {
  const chance = chanceBy(seed);
  const time = createSimulatedTime(chance.of("time"));
  const { runtime } = time;
  const story: string[] = [];
  const edits: Edit[] = [];
  const tell = (text: string) => {
    const line = `${stamp(time.nowMs())} ${text}`;
    story.push(line);
    listen(line);
  };
  const dataWatchers = new Set<() => void>();
  const vikunja = createSimulatedVikunja({ runtime: time.elsewhere, random: chance.of("vikunja") });
  const taskwarrior = createSimulatedTaskwarrior({
    line,
    runtime,
    random: chance.of("taskwarrior"),
    isPrompt: only === "slow answers",
    settings: Object.fromEntries(udaLines.map((line) => line.split("="))),
    onExit() {
      changed();
      program.hook();
    },
  });
  let its: Config = {
    ...config,
    lockTimeoutMs: 2_000,
    claimsMirror,
    taskwarrior: { ...config.taskwarrior, write },
    selection,
    mapping,
    ...rules,
  };
  const machine: Machine = {
    get config() {
      return its;
    },
    select: (selection) => void (its = { ...its, selection }),
    rule: (rules) => void (its = { ...its, ...rules }),
    folder: createStateFolder(
      hostCount !== undefined
        ? () => createListPlace(time)
        : isOnDisk
        ? sqliteLogPlace
        : memoryLogPlace,
    ),
    taskwarrior,
    vikunja,
    dataWatchers,
    say: tell,
    onImportLeft(sinceMs, overwritten) {
      const { reader } = lookAtLog(machine.folder, runtime.now);
      const ids = overwritten.map((uuid) => String(reader.vikunjaIdOf(uuid)));
      importLeft(edits, { sinceMs, ids });
    },
    onPicked(id, field) {
      const task = shown("taskwarrior").get(id);
      if (task !== undefined) edits.push(...pickAsEdit(id, field, { task, atMs: time.nowMs() }));
    },
  };
  const hosted = hostCount === undefined ? null : createHostProgram(time, machine, hostCount);
  const program = hosted ?? createProgram(time, machine);

  function changed(): void {
    for (const watcher of [...dataWatchers]) watcher();
  }

  function lostSince(side: Side, atMs: number, ids?: readonly string[]): void {
    notMeant(
      edits,
      (edit) => edit.side === side && edit.atMs >= atMs && (ids?.includes(edit.id) ?? true),
    );
  }

  const here = remembered((task: TaskObject) => shownInTaskwarrior(task, mapping));
  const there = remembered((task: HeldTask) => shownInVikunja(task, mapping));

  function shown(side: Side): ShownTasks {
    if (side === "vikunja") {
      return new Map(vikunja.tasks().map((task) => [String(task.id), there(task)]));
    }
    return new Map(
      taskwarrior.tasks().flatMap((task) => {
        const its = here(task);
        return its === null ? [] : [[task.uuid, its]];
      }),
    );
  }

  function isUnsure(side: Side, id: string): boolean {
    const { reader } = lookAtLog(machine.folder, runtime.now);
    const stream = side === "taskwarrior" ? id : reader.streamOf(Number(id));
    // What a create has made is not linked before that is known.
    const isOf = (streamId: string) =>
      stream === null ? reader.vikunjaIdOf(streamId) === null : streamId === stream;
    return reader.pendingPushes().some((push) => push.side === side && isOf(push.streamId));
  }

  const fairness = only !== "slow answers" ? noFairness : createFairness({
    runtime,
    shown,
    log: () => lookAtLog(machine.folder, runtime.now),
    isDeaf: () => world.isDeaf,
    isStopped: () => program.trouble()?.startsWith("BINDING") === true,
  });

  vikunja.webhooks.receive = async ({ body }) => {
    const engine = program.engine();
    if (engine === null) {
      world.isDeaf = true;
      return 502;
    }
    const delivery = JSON.parse(body);
    return await engine.deliver(delivery).then(
      (taken) => {
        if (taken === null) return 400;
        fairness.heard(String(delivery.data?.task?.id));
        return 200;
      },
      () => {
        world.isDeaf = true;
        return 503;
      },
    );
  };

  const world: World = {
    time,
    chance,
    machine,
    program,
    hosts: hosted?.hosts ?? null,
    edits,
    shown,
    acting(side, doing, work) {
      const before = { taskwarrior: shown("taskwarrior"), vikunja: shown("vikunja") };
      const result = work();
      const after = shown(side);
      if (world.swept.length > 0 && before[side].size === 0 && after.size > 0) {
        const { store } = lookAtLog(machine.folder, runtime.now);
        const position = store.readAll(0, 1_000_000).at(-1)?.position ?? 0;
        world.refilled.push({ side, position });
      }
      const done = editsBetween(before[side], after, side, { ...doing, atMs: time.nowMs() })
        .map((edit) => {
          if (side === "vikunja") {
            return isUnsure(side, edit.id) ? { ...edit, isUnsure: true } : edit;
          }
          // What is taken back is a write of ours that may be made once more, as if it had never been carried out.
          const isOfUnsure = doing.because.startsWith("`task undo`") && isUnsure(side, edit.id);
          return isOfUnsure ? { ...edit, isMeant: false } : edit;
        });
      edits.push(...done);
      fairness.edited(done, before);
      return result;
    },
    backup: null,
    backupHere: null,
    isRestored: false,
    lostSince,
    isUnsure,
    failed(because, sinceMs) {
      notMeant(edits, (edit) => edit.because === because && edit.atMs >= sinceMs);
    },
    commands: noCommands(),
    agents: createAgents(),
    fairness,
    clockSetAtMs: [],
    called: [],
    line,
    swept: [],
    refilled: [],
    isDeaf: false,
    tell,
    story,
  };
  return world;
}
