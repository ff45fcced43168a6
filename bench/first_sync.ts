import { bareCreates } from "./floor/bare_creates.ts";
import { createPair, type Pair, type TimedSync } from "./pair.ts";
import type { BenchRow } from "./row.ts";
import { requestsRow, secondsRow } from "./rows.ts";
import type { BenchServer } from "./server.ts";
import { type BenchTask, benchTasks, taskwarriorObjects } from "./tasks.ts";
import { timed } from "./timing.ts";

const tasks = 1_000;

/** Fills an empty server from Taskwarrior; the floor first, on the same server. */
export async function benchToVikunja(
  server: BenchServer,
  pair: Pair,
): Promise<readonly BenchRow[]> {
  const made = benchTasks(tasks, true);
  let requests = 0;
  const floor = await timed(async () => requests = await bareCreates(server, made));
  await server.clear();
  const ours = await fill(pair, made);
  const name = "first sync of 1000 tasks, Taskwarrior → empty Vikunja";
  const floorName = "bare bulk creates and labels/bulk";
  return [
    secondsRow(name, { value: ours.seconds, floor, floorName, most: 5 }),
    requestsRow(name, { value: ours.requests, floor: requests, floorName, most: 560 }),
  ];
}

/** Puts the tasks into Taskwarrior and syncs them over. */
export async function fill(pair: Pair, made: readonly BenchTask[]): Promise<TimedSync> {
  await pair.task(["import", "-"], JSON.stringify(taskwarriorObjects(made)));
  const run = await pair.sync();
  if (run.linked === made.length) return run;
  throw new Error(`${run.linked} of ${made.length} tasks are linked`);
}

/** A second Taskwarrior, empty, beside a server with 1000 tasks. */
export async function benchToTaskwarrior(server: BenchServer): Promise<readonly BenchRow[]> {
  await using pair = await createPair(server);
  const ours = await pair.sync();
  if (ours.linked !== tasks) throw new Error(`${ours.linked} of ${tasks} tasks are linked`);
  const floor = await bareImport(server, (await pair.task(["export"])).stdout);
  const name = "first sync of 1000 tasks, Vikunja → empty Taskwarrior 2.6";
  const floorName = "one list request and one bare `task import`";
  return [
    secondsRow(name, { value: ours.seconds, floor, floorName, most: 1.5 }),
    requestsRow(name, { value: ours.requests, floor: 1, floorName, most: 15 }),
  ];
}

/** What it takes at least to bring the same tasks over. */
async function bareImport(server: BenchServer, objects: string): Promise<number> {
  await using pair = await createPair(server);
  const listing = await timed(() => server.api("GET", "/api/v2/tasks?per_page=1000"));
  return listing + (await pair.task(["import", "-"], objects)).seconds;
}
