import { kindOf, shrink } from "@tests/simulation/shrink.ts";
import { seededSchedule } from "@tests/simulation/hosts/hosting.ts";
import { runSchedule, type Schedule } from "@tests/simulation/schedule.ts";
import { firstShortSeed } from "@tests/simulation/short_schedule.ts";
import { keep, type KeptSchedule, keptSchedules } from "@tests/simulation/kept.ts";
import type { Wanted } from "@tests/simulation/worker.ts";
import { runMutants } from "./simulate/run_mutants.ts";
import { readOptions, type SimulateOptions, usage } from "./simulate/options.ts";
import { oneInBun } from "./simulate/one_in_bun.ts";
import { type PoolResult, runPool } from "./simulate/pool.ts";

async function simulate(options: SimulateOptions): Promise<boolean> {
  if (options.seed !== null && options.isInBun) return await oneInBun(options.seed, options);
  if (options.seed !== null) return await one(options.seed, options);
  if (options.allMutants || options.mutant !== null) return await runMutants(options);
  return await many(options);
}

/** One schedule, told; what fails is told once more as short as it can be. */
async function one(seed: number, options: SimulateOptions): Promise<boolean> {
  const { isJson, keepAs } = options;
  const schedule = seededSchedule(seed, options);
  const outcome = await runSchedule(schedule);
  const { faults, story, log } = outcome;
  if (faults.length === 0) {
    if (isJson) print({ seed, faults, log });
    else console.log([...story, "", `seed ${seed}: all is well`, `log ${log}`].join("\n"));
    return true;
  }
  const shortest = await shrink(schedule, outcome);
  const told = shortest.outcome;
  if (keepAs !== null) {
    const path = keep({ name: keepAs, found: kindOf(outcome), schedule: shortest.schedule });
    console.error(`kept as ${path}`);
  }
  if (isJson) {
    print({ seed, faults, log, steps: shortest.schedule.steps.length, story: told.story });
    return false;
  }
  console.log(story.join("\n"));
  console.log(`\nseed ${seed} fails; log ${log}`);
  for (const fault of faults) console.log(`  ${fault}`);
  console.log(
    `\nThe same with ${shortest.schedule.steps.length} of ${schedule.steps.length} steps ` +
      `(${shortest.tries} schedules tried):`,
  );
  console.log(told.story.join("\n"));
  for (const fault of told.faults) console.log(`  ${fault}`);
  return false;
}

/** Of new ones one in so many is long: it takes as much time as the short ones do. */
const longEach = 8;

/** Those that ever failed, then new ones. */
async function many(options: SimulateOptions): Promise<boolean> {
  const first = Math.floor(Math.random() * 1_000_000_000);
  const kept = options.newOnly ? [] : keptSchedules();
  const { isJson, isOnDisk, isHosted, line, length } = options;
  const count = options.keptOnly ? kept.length : options.seeds;
  if (!isJson) {
    console.error(
      `seeds from ${first} on, short ones from ${firstShortSeed + first}, ` +
        `after the ${kept.length} that are kept`,
    );
  }
  const result = await runPool({
    ...options,
    wanted: wantedFrom(kept, {
      first,
      count,
      isOnDisk,
      isHosted,
      line,
      length,
      keptOnly: options.keptOnly,
    }),
    onVerdict({ wanted, faults }) {
      if (faults.length > 0 && !isJson) console.error(`${nameOf(wanted)}: ${faults.join("; ")}`);
    },
  });
  report(result, options);
  return result.failed.length === 0;
}

interface Asked {
  readonly first: number;
  readonly count: number | null;
  readonly isOnDisk: boolean;
  readonly isHosted: boolean;
  readonly line: SimulateOptions["line"];
  readonly length: SimulateOptions["length"];
  readonly keptOnly: boolean;
}

function* wantedFrom(
  kept: readonly KeptSchedule[],
  { first, count, isOnDisk, isHosted, line, length, keptOnly }: Asked,
): Generator<Wanted, undefined> {
  let left = count ?? Infinity;
  const isAsked = (schedule: Schedule) =>
    (line === null || schedule.line === line) && (!isHosted || schedule.hosts !== undefined);
  for (const { name, schedule } of kept) {
    if (isAsked(schedule) && left-- > 0) yield { kind: "kept", name, schedule, isOnDisk };
  }
  if (keptOnly) return;
  for (let n = 0; left > 0; n++) {
    const isLong = length === null ? isHosted || n % longEach === 0 : length === "long";
    const seed = first + n + (isLong ? 0 : firstShortSeed);
    if (!isAsked(seededSchedule(seed, { isHosted, isOnDisk }))) continue;
    left--;
    yield { kind: "seed", seed, isOnDisk, isHosted };
  }
}

function nameOf(wanted: Wanted): string {
  return wanted.kind === "seed" ? `seed ${wanted.seed}` : `«${wanted.name}»`;
}

function report({ schedules, failed, tookMs }: PoolResult, { isJson }: SimulateOptions): void {
  const perMinute = Math.round(schedules / tookMs * 60_000);
  if (isJson) {
    const seeds = failed.map(({ wanted, faults }) => ({
      schedule: nameOf(wanted),
      fault: kindOf({ faults }),
    }));
    return print({
      schedules,
      failed: failed.length,
      perMinute,
      ...(seeds.length > 0 ? { failures: seeds } : {}),
    });
  }
  console.log(`${schedules} schedules, ${failed.length} failed, ${perMinute} a minute`);
  for (const { wanted } of failed.slice(0, 20)) {
    console.log(
      wanted.kind === "seed"
        ? `  deno task simulate --seed ${wanted.seed}${wanted.isHosted ? " --hosts" : ""}`
        : `  ${nameOf(wanted)}`,
    );
  }
}

function print(value: unknown): void {
  console.log(JSON.stringify(value));
}

function optionsOf(args: readonly string[]): SimulateOptions {
  try {
    const options = readOptions(args);
    if (options !== "help") return options;
    console.log(usage);
    Deno.exit(0);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    Deno.exit(2);
  }
}

const isWell = await simulate(optionsOf(Deno.args));
Deno.exit(isWell ? 0 : 1);
