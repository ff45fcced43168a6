import { fill } from "./first_sync.ts";
import { createPair, type Pair } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks } from "./tasks.ts";
import { median } from "./timing.ts";

const tasks = 10_000;
const rounds = 7;
const fullRounds = 3;
const most = 1.1;
/** Until then a run compares the newest changes once more: stamps are whole seconds. */
const windowClosedMs = 6_000;

/** Asks every task for its project and its labels, and takes them all: the same work is done with it as without. */
const selection =
  '[selection]\nexclude_projects = ["Nowhere.*", "*-old"]\nexclude_labels = ["none"]\nassigned = "me-or-nobody"\n';

/** What it costs to select, in turns with runs that select nothing. */
export async function benchSelection(server: BenchServer): Promise<readonly BenchRow[]> {
  await using filled = await createPair(server);
  await fill(filled, benchTasks(tasks, false));
  await using selecting = await createPair(server, "2.6", selection);
  await using plain = await createPair(server);
  const both = [selecting, plain] as const;
  const first = await inTurns(both, 1, []);
  await new Promise((resolve) => setTimeout(resolve, windowClosedMs));
  for (const pair of both) await pair.sync();
  const quiet = await inTurns(both, rounds, []);
  const full = await inTurns(both, fullRounds, ["--full"]);
  const status = await statusInTurns(both);
  return [
    row("first sync of 10,000 tasks to Taskwarrior, selecting", first),
    row("10,000 tasks, nothing changed, selecting", quiet),
    row("10,000 tasks, `--full`, selecting", full),
    row("`status` with 10,000 tasks, selecting", status),
  ];
}

type Both = readonly [Pair, Pair];

async function inTurns(both: Both, times: number, args: readonly string[]) {
  return await medians(both, times, async (pair) => {
    const { seconds, linked } = await pair.sync(undefined, args);
    if (linked !== tasks) throw new Error(`${linked} of ${tasks} tasks are linked`);
    return seconds;
  });
}

async function statusInTurns(both: Both) {
  return await medians(both, rounds, (pair) => pair.status(null));
}

async function medians(
  [one, other]: Both,
  times: number,
  work: (pair: Pair) => Promise<number>,
): Promise<readonly [number, number]> {
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let round = 0; round < times; round++) {
    ours.push(await work(one));
    floor.push(await work(other));
  }
  return [median(ours), median(floor)];
}

function row(name: string, [value, floor]: readonly [number, number]): BenchRow {
  const ratio = value / floor;
  return {
    name,
    value,
    unit: "s",
    floor,
    floorName: "the same without a selection",
    ratio,
    target: `ratio ≤ ${most}`,
    met: ratio <= most,
  };
}

if (import.meta.main) {
  await using server = await startServer();
  console.log(showTable(await benchSelection(server), server.kind));
}
