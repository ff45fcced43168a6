import { answerHeld } from "@/app/held.ts";
import { pickConflict } from "@/app/pick.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { createRetries } from "@/app/retries.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { createTakingBack } from "@/app/taking_back/take_back.ts";
import { asSyncError } from "@/domain/errors.ts";
import { scalarFields } from "@/domain/fields.ts";
import { createHosts, type Hosts } from "@tests/simulation/hosts/hosts.ts";
import { lookAtLog, startSimulatedProcess } from "@tests/simulation/process.ts";
import type { Machine } from "@tests/simulation/processes.ts";
import type { Program } from "@tests/simulation/program.ts";
import type { SimulatedTime } from "@tests/simulation/simulated_time.ts";
import { takeBackBy } from "@tests/simulation/taking_back.ts";
import { createListener } from "@tests/simulation/telling.ts";

/** `serve` on several hosts, with one list; commands are the owner's to do. */
export function createHostProgram(
  time: SimulatedTime,
  machine: Machine,
  count: number,
): Program & { readonly hosts: Hosts } {
  const { folder, say } = machine;
  const broken: string[] = [];
  const hosts = createHosts(time, machine, { count, onBroken: (words) => void broken.push(words) });
  const listener = createListener(machine, time);
  const signal = () => new AbortController().signal;

  /** By whoever has the list. */
  async function command(name: string, work: (open: OpenRun) => Promise<unknown>): Promise<void> {
    const engine = hosts.owner()?.engine() ?? null;
    if (engine === null) return say(`\`${name}\`: nobody has the list`);
    try {
      await work(({ alone = false }) => engine.daemon.borrow({ alone }));
    } catch (thrown) {
      const { code, message } = asSyncError(thrown);
      say(`\`${name}\` fails: ${message} (${code})`);
      if (code === "INTERNAL") broken.push(message);
    }
  }

  const reload = () => Promise.all(hosts.all.map((host) => host.reload())).then(() => {});

  return {
    hosts,
    engine: () => hosts.owner()?.engine() ?? null,
    serve: () => hosts.all.forEach((host) => host.serve()),
    kill: () => hosts.all.forEach((host) => host.kill()),
    stop: () => Promise.all(hosts.all.map((host) => host.stop())).then(() => {}),
    sync: (given) =>
      command("sync", (open) =>
        createManualSync(open).run(
          {
            projects: [],
            full: false,
            jobs: machine.config.jobs,
            allowMassDelete: false,
            ...given,
          },
          () => {},
          signal(),
        )),
    retryNow: () => command("retry now", (open) => createRetries(open).now(null, signal())),
    answerHeld: (answer) =>
      command(
        "held",
        (open) =>
          answerHeld({ open, jobs: machine.config.jobs }, { answer, tasks: null }, signal()),
      ),
    select: (selection) => {
      machine.select(selection);
      return reload();
    },
    rule: (rules) => {
      machine.rule(rules);
      return reload();
    },
    ruledFrom: () => null,
    async pick(conflict, side) {
      const open = lookAtLog(folder, time.runtime.now).reader.conflictList().filter(({ field }) =>
        (scalarFields as readonly string[]).includes(field)
      );
      const picked = open[Math.floor(conflict * open.length)];
      if (picked === undefined) return;
      machine.onPicked(picked.task, picked.field);
      await command("pick", async (run) => {
        const { jobs } = machine.config;
        await pickConflict(run, { conflictId: picked.id, side, jobs }, signal());
        machine.onPicked(picked.task, picked.field);
      });
    },
    takeBack: (step) =>
      command(step.kind, async (open) => {
        const work = createTakingBack({ open, jobs: machine.config.jobs });
        for (const line of await takeBackBy(step, machine, work, signal())) say(`  ${line}`);
      }),
    notifyCheck: (fate) => listener.check(startSimulatedProcess(time, folder), fate),
    listener,
    allNotices: () => listener.everything(startSimulatedProcess(time, folder)),
    // Whoever has the list sees by itself what changes in the data.
    hook() {},
    trouble: () => hosts.owner()?.trouble() ?? null,
    broken,
  };
}
