import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type HistoryAtOnce, historyAtOnce } from "@tests/support/history_at_once.ts";
import { inOneGo } from "@/domain/steps.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { everything, type HistoryFilter } from "@/ports/history.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { fillHistory, streamOf, tasksOfLog } from "./long_log.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { showTable } from "./table.ts";
import { median } from "./timing.ts";

const rounds = 15;

/** Looking back in a log of 100,000 events, beside the bare reads of the same events. */
export async function benchHistory(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  const path = join(folder, "log.db");
  try {
    using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
    await fillHistory(log);
    using bare = new DatabaseSync(path, { readOnly: true });
    return rowsOf(log, bare);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function rowsOf(log: Log, bare: DatabaseSync): readonly BenchRow[] {
  const one = streamOf(4_500);
  const many = streamOf(0);
  const like = bare.prepare("SELECT count(*) FROM events WHERE data LIKE ?");
  const parse = (rows: readonly Record<string, unknown>[]) =>
    rows.map(({ data }) => JSON.parse(String(data)));
  const shown = historyAtOnce(log).list(everything).operations.flatMap(({ parts }) => parts);
  const page = () => shown.map(({ task }) => log.store.readStream(task));
  const list = (asked: Partial<HistoryFilter>) => (history: HistoryAtOnce) =>
    history.list({ ...everything, ...asked });
  const ofOne = "its events, in the log's own way";
  return [
    compared(
      log,
      "history, first page",
      list({}),
      "events of its tasks, in the log's own way",
      page,
      10,
    ),
    compared(
      log,
      `history, a run of ${tasksOfLog} tasks`,
      list({ before: (inOneGo(log.history.runFrom(1))?.position ?? 0) + 1 }),
      "its events, looked through once",
      () => like.all("%operation%"),
      3,
    ),
    compared(
      log,
      "history of a task",
      list({ task: one }),
      ofOne,
      () => log.store.readStream(one),
      5,
    ),
    compared(
      log,
      "history of a task of 10,000 events",
      list({ task: many }),
      ofOne,
      () => log.store.readStream(many),
      5,
    ),
    compared(
      log,
      "history, words that one task has",
      list({ text: "title 4500 " }),
      "all events, read once",
      () => like.all("%title 4500 %"),
      10,
    ),
    compared(
      log,
      "all tasks as they were",
      (history) => history.tasksAt("now"),
      "all events, read and parsed",
      () => parse(bare.prepare("SELECT data FROM events").all()),
      10,
    ),
  ];
}

/** In turns, medians. */
function compared(
  log: Log,
  name: string,
  ours: (history: HistoryAtOnce) => unknown,
  floorName: string,
  floor: () => unknown,
  most: number,
): BenchRow {
  const [spent, least]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    spent.push(secondsOf(() => ours(historyAtOnce(log))));
    least.push(secondsOf(floor));
  }
  return timesRow(name, { value: median(spent), floor: median(least), floorName, most });
}

function secondsOf(work: () => unknown): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}

if (import.meta.main) {
  console.log(showTable(await benchHistory(), "Looking back in a log of 100,000 events"));
}
