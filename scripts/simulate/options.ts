import { parseArgs } from "node:util";

export interface SimulateOptions {
  /** Schedules to run; `null`: as many as there is time for. */
  readonly seeds: number | null;
  /** Only this one, with its story; `null`: others. */
  readonly seed: number | null;
  readonly forMs: number;
  /** Name of the one to be found; `null`: none. */
  readonly mutant: string | null;
  readonly allMutants: boolean;
  /** Name under which the shortest of what fails is kept, to be run first from now on; `null`: it is not. */
  readonly keepAs: string | null;
  readonly isJson: boolean;
  readonly isOnDisk: boolean;
  /** `serve` on several hosts, with the log in a database. */
  readonly isHosted: boolean;
  /** With `seed`: in Bun, whose log is to be the same as Deno's. */
  readonly isInBun: boolean;
  /** Only those that failed once. */
  readonly keptOnly: boolean;
  /** Only others. */
  readonly newOnly: boolean;
  /** Only with that Taskwarrior; `null`: with either. */
  readonly line: "2" | "3" | null;
  /** Of those by chance only the long, or the short ones; `null`: both. */
  readonly length: "long" | "short" | null;
  /** Ends with the first that fails. */
  readonly untilFailed: boolean;
}

export const usage = `Usage: deno task simulate [OPTIONS]

Runs the whole program in simulated time, between two simulated systems, by chance.

  --seeds N          as many schedules
  --for 60s          as long (30s, 5m, 1h); 60s unless --seeds is given
  --seed S           that one, with its story; what fails is shrunk to its shortest
  --keep NAME        with --seed: keeps that, to be run first from now on
  --bun              with --seed: in Bun, and looks whether its log is the same as Deno's
  --kept             only those that are kept
  --new              none of those that are kept
  --mutant NAME      breaks the program in that way and looks whether it is found
  --mutants          each of them, within 20,000 schedules
  --line 2|3         only with Taskwarrior 2.6.2, or with 3.5.0
  --length long|short  only long ones (60 steps, three tasks), or short ones; else one in eight is long
  --sqlite           the log on SQLite, in place of memory
  --hosts            several hosts, whose log is in a database
  --until-failed     ends with the first schedule that fails
  --json             one object on stdout

Exit code: 0 all is well, 1 a schedule failed or a mutant was not found, 2 usage.`;

/** @throws {Error} with what is wrong. */
export function readOptions(args: readonly string[]): SimulateOptions | "help" {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: "string" },
      seed: { type: "string" },
      for: { type: "string" },
      kept: { type: "boolean", default: false },
      new: { type: "boolean", default: false },
      keep: { type: "string" },
      mutant: { type: "string" },
      mutants: { type: "boolean", default: false },
      line: { type: "string" },
      length: { type: "string" },
      sqlite: { type: "boolean", default: false },
      hosts: { type: "boolean", default: false },
      "until-failed": { type: "boolean", default: false },
      bun: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  const isAside = values.sqlite || values.hosts || values.keep !== undefined;
  if (values.bun && (values.seed === undefined || isAside)) {
    throw new Error("--bun goes with --seed, and with none of --sqlite, --hosts and --keep");
  }
  const seeds = values.seeds === undefined ? null : wholeNumber("--seeds", values.seeds);
  return {
    seeds,
    seed: values.seed === undefined ? null : wholeNumber("--seed", values.seed),
    forMs: values.for === undefined
      ? (seeds === null && !values.kept ? 60_000 : Infinity)
      : milliseconds(values.for),
    keepAs: values.keep ?? null,
    mutant: values.mutant ?? null,
    allMutants: values.mutants,
    isJson: values.json,
    isOnDisk: values.sqlite,
    isHosted: values.hosts,
    isInBun: values.bun,
    keptOnly: values.kept,
    newOnly: values.new,
    line: values.line === undefined ? null : lineOf(values.line),
    length: values.length === undefined ? null : lengthOf(values.length),
    untilFailed: values["until-failed"],
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number, not ${JSON.stringify(text)}`);
}

function lineOf(text: string): "2" | "3" {
  if (text === "2" || text === "3") return text;
  throw new Error(`--line takes 2 or 3, not ${JSON.stringify(text)}`);
}

function lengthOf(text: string): "long" | "short" {
  if (text === "long" || text === "short") return text;
  throw new Error(`--length takes long or short, not ${JSON.stringify(text)}`);
}

const units: Readonly<Record<string, number>> = { "": 1_000, s: 1_000, m: 60_000, h: 3_600_000 };

function milliseconds(text: string): number {
  const parts = /^(\d{1,6})([smh]?)$/.exec(text);
  if (parts === null) throw new Error(`--for takes 30s, 5m or 1h, not ${JSON.stringify(text)}`);
  return Number(parts[1]) * (units[parts[2] ?? ""] ?? 1_000);
}
