import { createHash } from "node:crypto";
import type { SyncEvent } from "@/domain/events.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { faultsOfOneEdit, faultsOfPasses } from "@tests/simulation/oracles/passes.ts";
import { faultsOfClaims } from "@tests/simulation/oracles/claims.ts";
import { faultsOfMissed } from "@tests/simulation/oracles/missed.ts";
import { faultsAtRest, overAt } from "@tests/simulation/oracles/rest.ts";
import { faultsOfNotices } from "@tests/simulation/oracles/notices_at_rest.ts";
import {
  faultsOfForeign,
  faultsOfTwice,
  faultsOfTwinLabels,
} from "@tests/simulation/oracles/twice.ts";
import { faultsOfOlder } from "@tests/simulation/oracles/older.ts";
import { faultsOfSwept } from "@tests/simulation/oracles/swept.ts";
import { faultsInside, faultsUnaided } from "@tests/simulation/oracles/unaided.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { withoutLate } from "@tests/simulation/oracles/late.ts";
import { withoutTakenBack } from "@tests/simulation/oracles/taken_back.ts";
import { withoutHadAgain } from "@tests/simulation/oracles/had_again.ts";
import { unknownCreates } from "@tests/simulation/oracles/unknown_creates.ts";
import { withoutUnseen } from "@tests/simulation/oracles/unseen.ts";
import { isShort, type Plain, shortScheduleOf } from "@tests/simulation/short_schedule.ts";
import { randomStep, type Step } from "@tests/simulation/steps.ts";
import { faultsOfRules } from "@tests/simulation/oracles/ruled.ts";
import { hasRules, noRules } from "@tests/simulation/rules.ts";
import { randomMapping, randomRules, withRules } from "@tests/simulation/ruling.ts";
import { faultsOfSelection } from "@tests/simulation/oracles/selected.ts";
import { randomSelection, withFilters, withSelections } from "@tests/simulation/selecting.ts";
import { webhook } from "@tests/simulation/processes.ts";
import { withSweep } from "@tests/simulation/sweeps.ts";
import { withTakingBack } from "@tests/simulation/taking_back.ts";
import { takeStep } from "@tests/simulation/take_step.ts";
import { calmWebhooks } from "@tests/simulation/troubles.ts";
import { calmNetwork, noDelay } from "@tests/simulation/vikunja/fates.ts";
import type { Setting } from "@tests/simulation/setting.ts";
import { createWorld, type World } from "@tests/simulation/world.ts";

/** One life of the whole, as data: the same again leads to the same log. */
export interface Schedule extends Setting {
  readonly tasks: number;
  readonly steps: readonly Step[];
}

export interface Outcome {
  /** What goes against the promises; empty: nothing. */
  readonly faults: readonly string[];
  readonly story: readonly string[];
  /** Of the log at its end, SHA-256 in hex. */
  readonly log: string;
  readonly events: readonly StoredEvent<SyncEvent>[];
}

export function scheduleOf(seed: number, isOnDisk = false, stepCount = 60): Schedule {
  const { line, write, only, tasks, steps: plain } = isShort({ seed })
    ? shortScheduleOf(seed)
    : longScheduleOf(seed, stepCount);
  const isOnlySlow = only !== undefined;
  const steps = withSweep(
    withTakingBack(plain, chanceBy(seed).of("taking back"), isOnlySlow),
    chanceBy(seed).of("sweep"),
  );
  return {
    seed,
    line,
    write,
    claimsMirror: "none",
    isOnDisk,
    ...(isOnlySlow ? { only } : {}),
    tasks,
    ...(isOnlySlow ? { steps } : configuredOf(seed, steps)),
  };
}

function longScheduleOf(seed: number, stepCount: number): Plain {
  const chance = chanceBy(seed).of("schedule");
  const isOnlySlow = chance() < 0.2;
  return {
    line: chance() < 0.5 ? "2" : "3",
    write: chance() < 0.5 ? "auto" : "import",
    ...(isOnlySlow ? { only: "slow answers" } : {}),
    tasks: 3,
    steps: Array.from({ length: stepCount }, () => randomStep(chance, isOnlySlow)),
  };
}

/** Some schedules have a configuration of their own, each part by a chance of its own, so that the others are as they were. */
function configuredOf(
  seed: number,
  steps: readonly Step[],
): Pick<Schedule, "selection" | "rules" | "mapping" | "steps"> {
  const filtering = chanceBy(seed).of("filter");
  const { selection, steps: selecting } = withFilters(selectedOf(seed, steps), filtering);
  const ruled = chanceBy(seed).of("rules");
  const isRuled = ruled() < 0.15;
  const mapped = chanceBy(seed).of("mapping");
  return {
    ...selection === undefined ? {} : { selection },
    ...isRuled ? { rules: randomRules(ruled) } : {},
    ...selection === undefined && mapped() < 0.1 ? { mapping: randomMapping(mapped) } : {},
    steps: isRuled ? withRules(selecting, ruled) : selecting,
  };
}

/** Some schedules select; by a chance of its own, so that the others are as they were. */
function selectedOf(
  seed: number,
  steps: readonly Step[],
): Pick<Schedule, "selection" | "steps"> {
  const chance = chanceBy(seed).of("selection");
  if (chance() >= 0.3) return { steps };
  return { selection: randomSelection(chance), steps: withSelections(steps, chance) };
}

/** `listen` hears the story while it happens. */
export async function runSchedule(
  schedule: Schedule,
  listen: (line: string) => void = () => {},
  watch: (world: World) => void = () => {},
): Promise<Outcome> {
  const world = createWorld(schedule, listen);
  const { machine, program, tell } = world;
  using _log = machine.folder.log;
  watch(world);
  const faults: string[] = [];
  await begin(world, schedule);
  for (const step of schedule.steps) {
    await world.time.pass(step.afterMs);
    takeStep(world, step);
  }
  faults.push(
    ...await comeToRest(world),
    ...faultsInside(world),
    ...faultsOfSwept(world),
    ...world.fairness.faults,
    ...world.hosts?.faults ?? [],
  );
  const isRuled = hasRules(machine.config);
  if (isRuled && faults.length === 0) faults.push(...await faultsOfRules(world));
  if (machine.config.selection !== null || isRuled) {
    if (faults.length === 0 && !isRuled) faults.push(...faultsOfSelection(world));
    tell("everything is selected from now on, goes both ways, and the newer edit wins");
    let isTaken = false;
    void program.rule(noRules).then(() => program.select(null)).then(() => isTaken = true);
    await world.time.pass(300_000, () => isTaken);
    faults.push(...await comeToRest(world), ...faultsInside(world));
  }
  const log = lookAtLog(world.machine.folder, world.time.runtime.now);
  if (faults.length === 0) {
    const [taskwarrior, vikunja] = [world.shown("taskwarrior"), world.shown("vikunja")];
    const startMs = world.time.elsewhere.now().getTime() - world.time.nowMs();
    const { history } = machine.vikunja;
    const { mapping } = machine.config;
    const renames = world.machine.vikunja.renames.map((rename) => ({
      ...rename,
      atMs: rename.atMs - startMs,
    }));
    const idOf = (stream: string) => log.reader.vikunjaIdOf(stream);
    const seen = withoutUnseen(world.edits, world.machine.vikunja, startMs);
    const wanted = withoutHadAgain(seen, log, { mapping, renames });
    const edits = [
      ...withoutLate(withoutTakenBack(wanted, history, startMs), history, { startMs, idOf }),
      ...unknownCreates(history, log, startMs),
    ];
    const touches = history.map(({ taskId, atMs }) => ({
      vikunjaId: String(taskId),
      atMs: atMs - startMs,
    }));
    const rest = { log, taskwarrior, vikunja, edits, renames, mapping };
    faults.push(
      ...faultsAtRest(rest),
      ...faultsOfMissed(
        rest,
        world.commands.crossedUndoes,
        world.time.runtime.now().getTime() - world.time.nowMs(),
      ),
      ...faultsOfTwice(rest),
      ...faultsOfTwinLabels(world.machine.vikunja.tasks(), renames),
      ...faultsOfForeign(rest, world.called),
      ...isEverRuled(schedule) ? [] : faultsOfOlder(rest, world.clockSetAtMs, touches),
    );
  }
  faults.push(...faultsOfClaims(world.agents.calls, overAt(log, world.edits)));
  const isFourth = schedule.seed % 4 === 0;
  // Short ones would spend a tenth of their time there, for what one of four finds as well.
  const passes = isFourth || !isShort(schedule) ? 3 : 1;
  if (faults.length === 0) faults.push(...await faultsOfPasses(world, passes));
  if (faults.length === 0 && isFourth) {
    faults.push(...await faultsOfOneEdit(world));
  }
  if (faults.length === 0) faults.push(...await faultsOfNotices(world));
  const events = log.store.readAll(0, 1_000_000);
  return {
    faults,
    events,
    story: world.story,
    get log() {
      return createHash("sha256").update(JSON.stringify(events)).digest("hex");
    },
  };
}

/**
 * The newer edit did not always win. Nor does it where the daemon was away while both were made, and wrote something
 * else to that task of Taskwarrior before it had looked: the task counts as edited then. Hosts are away for long.
 */
function isEverRuled({ rules, steps, hosts }: Schedule): boolean {
  return rules !== undefined || hosts !== undefined ||
    steps.some(({ on, step }) => on === "command" && step.kind === "rule");
}

const before = { because: "before", meant: "all" } as const;

/** Some tasks that are there already, on either side. */
async function begin(world: World, { tasks }: Schedule): Promise<void> {
  const { taskwarrior, vikunja } = world.machine;
  for (let n = 1; n <= tasks; n++) {
    const title = `first ${n}`;
    if (world.chance() < 0.5) {
      world.acting(
        "taskwarrior",
        before,
        () => taskwarrior.person.run({ kind: "add", set: { description: title } }),
      );
    } else {
      world.acting(
        "vikunja",
        before,
        () => vikunja.person.take({ kind: "add", title, project: 0 }),
      );
    }
  }
  vikunja.webhooks.install(webhook);
  world.program.serve();
  await world.time.pass(3_000);
}

const patienceMs = 4 * 3_600_000;

/** All trouble ends, and time passes until nothing is left to do. What kept it from coming to rest. */
async function comeToRest(world: World): Promise<readonly string[]> {
  const { machine, program, time, chance, tell } = world;
  const { folder, vikunja, taskwarrior, config } = machine;
  tell("all is calm from now on");
  folder.nextFault = () => null;
  vikunja.network.fate = calmNetwork(chance.of("calm"));
  vikunja.network.delay = noDelay;
  vikunja.webhooks.fate = calmWebhooks(chance);
  vikunja.renewToken();
  taskwarrior.files.isHeld = false;
  taskwarrior.setRoom(Infinity);
  world.hosts?.heal();
  program.serve();
  // What began before is over by then.
  await time.pass(70_000);
  await time.pass(60_000, () => program.engine() !== null);
  await time.pass(config.pollEveryMs + 5_000);
  const unaided = faultsUnaided(world);
  if (unaided.length > 0) return unaided;
  void program.retryNow();
  await time.pass(35_000);
  void program.sync({ full: true });
  const until = time.nowMs() + patienceMs;
  let seen = -1;
  while (time.nowMs() < until) {
    await time.pass(config.pollEveryMs + 5_000);
    const log = lookAtLog(folder, time.runtime.now);
    const events = log.reader.eventCount();
    const waits = log.reader.pendingPushes().some(({ dead, isOutside }) => !dead && !isOutside);
    if (program.trouble()?.startsWith("SELECTION") === true) {
      tell("somebody has looked, and wants it so");
      void program.select(machine.config.selection);
      continue;
    }
    if (log.reader.heldList().length > 0) {
      const answer = chance.of("held")() < 0.5 ? "let go" : "bring back";
      tell(`somebody has looked at what is held: ${answer}`);
      void program.answerHeld(answer);
      continue;
    }
    if (program.trouble()?.startsWith("BINDING") === true) {
      if (!world.isRestored) return [`alarm: nobody put a backup back: ${program.trouble()}`];
      tell("somebody has looked, and wants back what the backup lost");
      const answers = { bringBack: true, asItIs: [], thisEngine: false };
      void program.sync({ full: true, answers });
      continue;
    }
    if (events === seen && !waits) {
      return program.trouble() === null ? [] : [`no rest: ${program.trouble()}`];
    }
    seen = events;
  }
  return ["no rest within four hours of calm"];
}
