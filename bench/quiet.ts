import { compile } from "../scripts/compile.ts";
import { fill } from "./first_sync.ts";
import { createPair, type Pair, type TimedSync } from "./pair.ts";
import { median } from "./timing.ts";
import type { BenchRow } from "./row.ts";
import { requestsRow, timesRow } from "./rows.ts";
import { startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchTasks } from "./tasks.ts";

const oneRequest = ["/api/v2/tasks?per_page=1"];
const rounds = 9;
/** Until then a run compares the newest changes once more: stamps are whole seconds. */
const windowClosedMs = 6_000;

export interface QuietRuns {
  readonly ours: number;
  readonly binary: number;
  readonly floor: number;
  readonly requests: number;
}

/** Ours and the bare request in turns, so that whatever else the machine does falls on both alike. */
export async function quietRuns(pair: Pair, tasks: number, binary: string): Promise<QuietRuns> {
  await new Promise((resolve) => setTimeout(resolve, windowClosedMs));
  await pair.sync();
  await pair.isBundled();
  await pair.sync();
  const ours: TimedSync[] = [];
  const compiled: TimedSync[] = [];
  const floor: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const run = await pair.sync();
    if (run.linked !== tasks) throw new Error(`${run.linked} of ${tasks} tasks are linked`);
    ours.push(run);
    compiled.push(await pair.sync(binary));
    floor.push(await pair.bareRequests(oneRequest));
  }
  return {
    ours: median(ours.map(({ seconds }) => seconds)),
    binary: median(compiled.map(({ seconds }) => seconds)),
    floor: median(floor),
    requests: Math.max(...ours.map(({ requests }) => requests)),
  };
}

export function quietRows(
  { ours, binary, floor, requests }: QuietRuns,
): readonly BenchRow[] {
  const name = "10 projects × 100 tasks, nothing changed";
  const floorName = "bare deno process, one GET, opens the log";
  return [
    timesRow(`${name}, from source`, { value: ours, floor, floorName, most: 2 }),
    timesRow(`${name}, binary`, { value: binary, floor, floorName, most: 1.2 }),
    requestsRow(name, { value: requests, floor: 1, floorName, most: 1 }),
  ];
}

export function tenfoldRow(small: QuietRuns, large: QuietRuns): BenchRow {
  const ratio = large.ours / small.ours;
  return {
    name: "10 × the tasks, nothing changed",
    value: large.ours,
    unit: "s",
    floor: small.ours,
    floorName: "the same with 1000 tasks",
    ratio,
    target: "ratio ≤ 2",
    met: ratio <= 2,
  };
}

if (import.meta.main) {
  await using server = await startServer();
  await using pair = await createPair(server);
  await fill(pair, benchTasks(1_000, true));
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const binary = `${folder}/vikunja-sync`;
  await compile(new URL("../", import.meta.url).pathname, binary);
  const rows = quietRows(await quietRuns(pair, 1_000, binary));
  console.log(showTable(rows, `server: ${server.kind}`));
  await Deno.remove(folder, { recursive: true });
}
