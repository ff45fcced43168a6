import { kindOf, shrink } from "@tests/simulation/shrink.ts";
import { runSchedule, scheduleOf } from "@tests/simulation/schedule.ts";
import kept from "../tests/simulation/seeds/kept.json" with { type: "json" };
import { runMutants } from "./simulate/run_mutants.ts";
import { readOptions, type SimulateOptions, usage } from "./simulate/options.ts";
import { type PoolResult, runPool } from "./simulate/pool.ts";

async function simulate(options: SimulateOptions): Promise<boolean> {
  if (options.seed !== null) return await one(options.seed, options);
  if (options.allMutants || options.mutant !== null) return await runMutants(options);
  return await many(options);
}

/** One schedule, told; what fails is told once more as short as it can be. */
async function one(seed: number, { isJson, isOnDisk }: SimulateOptions): Promise<boolean> {
  const schedule = scheduleOf(seed, isOnDisk);
  const outcome = await runSchedule(schedule);
  const { faults, story, log } = outcome;
  if (faults.length === 0) {
    if (isJson) print({ seed, faults, log });
    else console.log([...story, "", `seed ${seed}: all is well`, `log ${log}`].join("\n"));
    return true;
  }
  const shortest = await shrink(schedule, outcome);
  const told = shortest.outcome;
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

/** Those that ever failed, then new ones. */
async function many(options: SimulateOptions): Promise<boolean> {
  const first = Math.floor(Math.random() * 1_000_000_000);
  if (!options.isJson) {
    console.error(`seeds from ${first} on, after the ${kept.length} that are kept`);
  }
  const result = await runPool({
    ...options,
    seeds: seedsFrom(first, options.seeds),
    onVerdict({ seed, faults }) {
      if (faults.length > 0 && !options.isJson) console.error(`seed ${seed}: ${faults.join("; ")}`);
    },
  });
  report(result, options);
  return result.failed.length === 0;
}

function* seedsFrom(first: number, count: number | null): Generator<number, undefined> {
  let left = count ?? Infinity;
  for (const { seed } of kept) if (left-- > 0) yield seed;
  for (let seed = first; left-- > 0; seed++) yield seed;
}

function report({ schedules, failed, tookMs }: PoolResult, { isJson }: SimulateOptions): void {
  const perMinute = Math.round(schedules / tookMs * 60_000);
  if (isJson) {
    const seeds = failed.map(({ seed, faults }) => ({ seed, fault: kindOf({ faults }) }));
    return print({
      schedules,
      failed: failed.length,
      perMinute,
      ...(seeds.length > 0 ? { seeds } : {}),
    });
  }
  console.log(`${schedules} schedules, ${failed.length} failed, ${perMinute} a minute`);
  for (const { seed } of failed.slice(0, 20)) {
    console.log(`  deno task simulate --seed ${seed}`);
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
