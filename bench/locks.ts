import type { BenchRow } from "./row.ts";
import {
  commandOf,
  type Contestant,
  pythonCommand,
  pythonWithFilelock,
} from "./locks/contestants.ts";
import { race } from "./locks/race.ts";
import { median } from "./timing.ts";

/** Rates in increments a second; a contestant that could not be had is missing. */
type Rates = ReadonlyMap<Contestant, number>;

const contestants = ["bare", "flock", "exclusive-file", "filelock", "proper-lockfile"] as const;
const rounds = 3;

/** Read, add one, write, under a lock: ours beside the bare loop, Python's filelock and proper-lockfile. */
export async function benchLocks(): Promise<readonly BenchRow[]> {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  try {
    const python = await pythonWithFilelock(folder);
    const alone = await ratesOf(folder, python, { processes: 1, times: 1_000 });
    const together = await ratesOf(folder, python, { processes: 8, times: 200 });
    return [
      ...rateRows("1 process", alone),
      ...rateRows("8 processes", together),
      await lostRow(folder, "flock"),
      await lostRow(folder, "exclusive-file"),
      await burstRow(folder),
    ];
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

interface Size {
  readonly processes: number;
  readonly times: number;
}

/** In turns within one run, so that whatever else the machine does falls on all alike; the median counts. */
async function ratesOf(folder: string, python: string | null, size: Size): Promise<Rates> {
  const rates = new Map<Contestant, number[]>();
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      if (contestant === "filelock" && python === null) continue;
      const path = `${folder}/${contestant}-${size.processes}.json`;
      // Its rate is known as well after a tenth of the time that the others' take.
      const times = contestant === "proper-lockfile" ? size.times / 10 : size.times;
      const command = contestant === "filelock"
        ? pythonCommand(python ?? "", path, times)
        : commandOf(contestant, path, times);
      const { seconds, lost } = await race(path, { ...size, times, command });
      if (lost !== 0) throw new Error(`${contestant} lost ${lost} increments`);
      const rate = size.processes * times / seconds;
      rates.set(contestant, [...rates.get(contestant) ?? [], rate]);
    }
  }
  return new Map([...rates].map(([contestant, values]) => [contestant, median(values)]));
}

function rateRows(name: string, rates: Rates): readonly BenchRow[] {
  return [
    rateRow(`locked increment, ${name}`, rates, { other: "bare", least: 0.8 }),
    rateRow(`locked increment, ${name}`, rates, { other: "filelock", least: 1.2 }),
    rateRow(`locked increment, ${name}`, rates, { other: "proper-lockfile", least: 3 }),
    rateRow(`exclusive-file, ${name}`, rates, { other: "proper-lockfile", least: 3 }),
  ];
}

const floorNames: Readonly<Record<Contestant, string>> = {
  bare: "bare lockSync loop, same fsyncs",
  filelock: "Python's filelock, same fsyncs",
  "proper-lockfile": "npm's proper-lockfile, same fsyncs",
  flock: "flock",
  "exclusive-file": "exclusive-file",
};

function rateRow(
  name: string,
  rates: Rates,
  { other, least }: { readonly other: Contestant; readonly least: number },
): BenchRow {
  const value = rates.get(name.startsWith("exclusive-file") ? "exclusive-file" : "flock") ?? 0;
  const floor = rates.get(other) ?? null;
  const ratio = floor === null ? null : value / floor;
  return {
    name,
    value: Math.round(value),
    unit: "increments/s",
    floor: floor === null ? null : Math.round(floor),
    floorName: floor === null ? `${floorNames[other]} (not to be had here)` : floorNames[other],
    ratio,
    target: `ratio ≥ ${least}`,
    met: ratio !== null && ratio >= least,
  };
}

async function lostRow(folder: string, strategy: "flock" | "exclusive-file"): Promise<BenchRow> {
  const size = { processes: 8, times: 500 };
  const path = `${folder}/lost-${strategy}.json`;
  const { lost } = await race(path, { ...size, command: commandOf(strategy, path, size.times) });
  return {
    name: `lost of 8 × 500, ${strategy}`,
    value: lost,
    unit: "increments",
    floor: null,
    floorName: "",
    ratio: null,
    target: "0",
    met: lost === 0,
  };
}

async function burstRow(folder: string): Promise<BenchRow> {
  const size = { processes: 10, times: 20 };
  const seconds: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const [contestant, into] of [["flock", seconds], ["bare", bare]] as const) {
      const path = `${folder}/burst-${contestant}.json`;
      const command = commandOf(contestant, path, size.times);
      into.push((await race(path, { ...size, command })).seconds);
    }
  }
  const value = median(seconds);
  const floor = median(bare);
  return {
    name: "10 processes × 20 increments",
    value,
    unit: "s",
    floor,
    floorName: floorNames.bare,
    ratio: value / floor,
    target: "≤ 0.3 s",
    met: value <= 0.3,
  };
}

if (import.meta.main) {
  for (const row of await benchLocks()) console.log(JSON.stringify(row));
}
