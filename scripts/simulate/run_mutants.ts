import { join } from "node:path";
import { keptSchedules } from "@tests/simulation/kept.ts";
import { seededSchedule } from "@tests/simulation/hosts/hosting.ts";
import { runSchedule } from "@tests/simulation/schedule.ts";
import { copyProgram } from "./copy_program.ts";
import type { Mutant } from "./mutant.ts";
import { mutants } from "./mutants.ts";
import type { SimulateOptions } from "./options.ts";

interface Hunted {
  readonly name: string;
  readonly found: boolean;
  /** Schedules until it was, or in all. */
  readonly after: number;
}

const maxSchedules = 20_000;

/** Breaks a copy of the program in each of these ways, and looks whether a schedule fails; false: one lives. */
export async function runMutants({ mutant, isJson, seeds }: SimulateOptions): Promise<boolean> {
  const wanted = mutants.filter(({ name }) => mutant === null || name === mutant);
  if (wanted.length === 0) {
    const names = mutants.map(({ name }) => `  ${name}`).join("\n");
    console.error(`There is no mutant ${JSON.stringify(mutant)}. There are:\n${names}`);
    Deno.exit(2);
  }
  const hunted: Hunted[] = [];
  for (const each of wanted) {
    const one = await hunt(each, seeds ?? maxSchedules);
    hunted.push(one);
    if (!isJson) console.log(`${one.found ? "found" : "LIVES"} after ${one.after}: ${each.name}`);
  }
  if (isJson) console.log(JSON.stringify({ mutants: hunted }));
  return hunted.every(({ found }) => found);
}

async function hunt(mutant: Mutant, schedules: number): Promise<Hunted> {
  const copy = await Deno.makeTempDir({ prefix: "vikunja-sync-mutant-" });
  const { isHosted = false } = mutant;
  try {
    await copyProgram(copy);
    await mutate(copy, mutant);
    let after = 0;
    while (after < schedules) {
      const ran = await run(copy, schedules - after, isHosted);
      after += ran.schedules;
      if (ran.failed === 0) break;
      if (await isItsOwn(ran.failures ?? [], isHosted)) {
        return { name: mutant.name, found: true, after };
      }
    }
    return { name: mutant.name, found: false, after };
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

/** Whether one of these is a fault of the mutant: the program as it stands passes the same schedule. */
async function isItsOwn(failures: readonly Failure[], isHosted: boolean): Promise<boolean> {
  for (const { schedule: name } of failures) {
    const seed = /^seed (\d+)$/.exec(name)?.[1];
    const kept = keptSchedules().find((each) => `«${each.name}»` === name)?.schedule;
    const schedule = seed === undefined
      ? kept
      : seededSchedule(Number(seed), { isHosted, isOnDisk: false });
    if (schedule !== undefined && (await runSchedule(schedule)).faults.length === 0) return true;
  }
  return false;
}

/** @throws {Error} where the code is not as the mutant knows it: then it is to be written anew. */
async function mutate(copy: string, { name, edits }: Mutant): Promise<void> {
  for (const { file, find, replace } of edits) {
    const path = join(copy, file);
    const text = await Deno.readTextFile(path);
    if (text.split(find).length !== 2) {
      throw new Error(`The mutant ${name} does not find its place in ${file}:\n${find}`);
    }
    await Deno.writeTextFile(path, text.replace(find, () => replace));
  }
}

interface Failure {
  readonly schedule: string;
}

interface Ran {
  readonly schedules: number;
  readonly failed: number;
  readonly failures?: readonly Failure[];
}

async function run(
  folder: string,
  schedules: number,
  isHosted: boolean,
): Promise<Ran> {
  const which = isHosted ? ["--hosts"] : [];
  const args = ["--seeds", String(schedules), "--until-failed", "--json", ...which];
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "--allow-all", "scripts/simulate.ts", ...args],
    cwd: folder,
  }).output();
  const said = new TextDecoder().decode(stdout).trim();
  if (said === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(said);
}
