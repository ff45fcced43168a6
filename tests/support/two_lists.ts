import { openRun } from "@/app/run/open_engine.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { nothingAsked } from "@/config/selection_config.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { Log } from "@/ports/log.ts";
import { type Chance, chanceBy } from "@tests/simulation/chance.ts";
import {
  shownInTaskwarrior,
  shownInVikunja,
  type ShownTask,
} from "@tests/simulation/oracles/shown_task.ts";
import { createStateFolder, lookAtLog, startSimulatedProcess } from "@tests/simulation/process.ts";
import { type Machine, portsOf } from "@tests/simulation/processes.ts";
import { createSimulatedVikunja } from "@tests/simulation/vikunja/simulated_vikunja.ts";
import { runWorld, signal } from "@tests/support/run_world.ts";

/** One profile with a server of its own. */
export interface TwoListsSide {
  readonly machine: Machine;
  /** Its process is killed after that time; `null`: it ends by itself. */
  sync(killedAfterMs: number | null): Promise<void>;
  log(): Log;
  there(): ReadonlyMap<string, ShownTask>;
}

/** One Taskwarrior list, and two servers that have what is below `Work`, and all else. */
export interface TwoLists {
  readonly chance: Chance;
  readonly home: TwoListsSide;
  readonly work: TwoListsSide;
  readonly taskwarrior: Machine["taskwarrior"];
  here(): ReadonlyMap<string, ShownTask>;
  /** So that the next edit is the newer one. */
  pass(ms: number): Promise<void>;
}

export function twoLists(seed: number, line: "2" | "3"): TwoLists {
  const world = runWorld(seed, line);
  const { time, machine: first } = world;
  const chance = chanceBy(seed).of("two lists");
  first.select({ ...nothingAsked, excludeProjects: ["Work"] });
  const { taskwarrior } = first;
  const config = {
    ...first.config,
    profile: "work",
    stateDir: `${first.config.stateDir}@work`,
    selection: { ...nothingAsked, projects: ["Work"] },
  };
  const folder = { ...createStateFolder(), marks: first.folder.marks };
  const second: Machine = {
    ...first,
    config,
    folder,
    vikunja: createSimulatedVikunja({
      runtime: time.elsewhere,
      random: chance,
      url: "http://work.simulated",
    }),
  };

  function sideOf(machine: Machine): TwoListsSide {
    return {
      machine,
      async sync(killedAfterMs) {
        const process = startSimulatedProcess(time, machine.folder);
        const ports = portsOf(machine, process);
        const { config } = machine;
        const sync = createManualSync((options, until) =>
          openRun(ports, { ...options, config, command: "sync" }, until)
        );
        const options = { projects: [], full: false, jobs: 4, allowMassDelete: false };
        let isOver = false;
        const work = sync.run(options, () => {}, signal).finally(() => isOver = true);
        const ended = work.then(() => null, (thrown: unknown) => asSyncError(thrown));
        await time.pass(killedAfterMs ?? 600_000, () => isOver);
        process.end();
        const error = isOver ? await ended : null;
        if (error !== null && error.code !== "ABORTED") throw error;
      },
      log: () => lookAtLog(machine.folder, time.runtime.now),
      there: () =>
        new Map(machine.vikunja.tasks().map((task) => [String(task.id), shownInVikunja(task)])),
    };
  }

  return {
    chance,
    home: sideOf(first),
    work: sideOf(second),
    taskwarrior,
    here: () =>
      new Map(
        taskwarrior.tasks().flatMap((task) => {
          const shown = shownInTaskwarrior(task);
          if (shown === null) return [];
          const comments = shown.comments.filter((text) => !text.startsWith("vikunja_id@work: "));
          return [[task.uuid, { ...shown, comments }] as const];
        }),
      ),
    pass: async (ms) => void await time.pass(ms),
  };
}
