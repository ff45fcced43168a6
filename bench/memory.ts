import { fill } from "./first_sync.ts";
import { createPair, type Pair } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks } from "./tasks.ts";
import { median } from "./timing.ts";

const seconds = 90;

/** Of a process, in MB (10⁶ bytes). */
interface Held {
  /** Resident, the pages included that it shares with its program's file. */
  readonly rss: number;
  /** Resident, and nobody else's. */
  readonly own: number;
}

interface Most extends Held {
  readonly tasks: number;
}

/**
 * What a daemon at rest holds at most, and in the middle one of its moments, looked at each second for 90 s after it has
 * read everything on both sides; `most`: what is to be reached.
 */
export async function benchMemory(
  pair: Pair,
  binary: string | null,
  { tasks, ...most }: Most,
): Promise<readonly BenchRow[]> {
  await using serve = await pair.serve(binary);
  await pair.sync(binary ?? undefined, ["--full"]);
  const seen: Held[] = [];
  for (let second = 0; second < seconds; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    seen.push(heldBy(serve.pid));
  }
  const bare = await bareDeno();
  const how = binary === null ? "from source" : "binary";
  const name = `daemon at rest (${how}), ${tasks} tasks, ${seconds} s after a full read`;
  const rss = seen.map((each) => each.rss);
  const own = seen.map((each) => each.own);
  return [
    row(`${name}, RSS at most`, Math.max(...rss), bare.rss, most.rss),
    row(`${name}, private at most`, Math.max(...own), bare.own, most.own),
    row(`${name}, RSS mostly`, median(rss), bare.rss, most.rss),
    row(`${name}, private mostly`, median(own), bare.own, most.own),
  ];
}

function row(name: string, value: number, floor: number, most: number): BenchRow {
  const [unit, floorName] = ["MB", "bare deno process"];
  const target = `≤ ${most} ${unit}`;
  return { name, value, unit, floor, floorName, ratio: value / floor, target, met: value <= most };
}

function heldBy(pid: number): Held {
  const rollup = Deno.readTextFileSync(`/proc/${pid}/smaps_rollup`);
  const mb = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(rollup)?.[1]) * 1_024 / 1e6;
  const own = mb("Private_Clean") + mb("Private_Dirty");
  return { rss: Math.round(mb("Rss")), own: Math.round(own) };
}

async function bareDeno(): Promise<Held> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-config", "console.log('ready'); setInterval(() => {}, 1e6)"],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  await reader.read();
  const held = heldBy(child.pid);
  child.kill();
  await reader.cancel();
  await child.status;
  return held;
}

if (import.meta.main) {
  await using server = await startServer();
  await using pair = await createPair(server);
  await fill(pair, benchTasks(1_000, true));
  await pair.isBundled();
  const [binary] = Deno.args;
  const rows = await benchMemory(pair, binary ?? null, { tasks: 1_000, rss: 60, own: 25 });
  console.log(showTable(rows, `server: ${server.kind}`));
}
