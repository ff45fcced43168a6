import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPageAccess } from "@/app/page/access.ts";
import { createChanges } from "@/app/page/changes.ts";
import { historyAtOnce } from "@tests/support/history_at_once.ts";
import { createInbox } from "@/app/inbox/inbox.ts";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import { loadPair } from "@/engine/pair_loader.ts";
import { statusOf } from "@/app/inspect.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createPage } from "@/page/page.ts";
import type { Log } from "@/ports/log.ts";
import { everything } from "@/ports/history.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { fillHistory, streamOf } from "./long_log.ts";
import type { BenchRow } from "./row.ts";
import { timesRow } from "./rows.ts";
import { showTable } from "./table.ts";
import { median } from "./timing.ts";

const rounds = 15;
const host = "127.0.0.1:1";
const folder = "f";
/**
 * Pages over a log of 100,000 events, as the daemon makes them, from the request to its last byte, without a network: for so
 * long nothing else of it has a turn.
 */
export async function benchPageOfMany(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  try {
    const path = join(folder, "log.db");
    using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
    await fillHistory(log);
    // As whoever looks at a task or writes to it leaves it.
    loadPair(streamOf(0), log.store, pairSnapshots(log.snapshots));
    using bare = new DatabaseSync(path, { readOnly: true });
    return await rowsOf(log, bare);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function rowsOf(log: Log, bare: DatabaseSync): Promise<readonly BenchRow[]> {
  const all = bare.prepare("SELECT sum(length(data)) FROM events");
  const get = browserOf(log);
  const rows: BenchRow[] = [];
  for (
    const [name, path] of [
      ["History", "all"],
      ["a search for words of one task", "all?q=title+4500+"],
      ["a search for words of all tasks", "all?q=title"],
      ["a search for words of no task", "all?q=nowhere"],
      ["all of an agent", "all?by=ada"],
      ["all of a kind", "all?kind=pick"],
      ["a project that is nowhere", "all?project=nowhere"],
      ["since a day", "all?since=2020-01-01"],
      ["a task", `task/${streamOf(4_500)}`],
      ["a task of 10,000 events", `task/${streamOf(0)}`],
      ["an operation", `op/${historyAtOnce(log).list(everything).operations[0]?.position}`],
    ] as const
  ) {
    const [ours, bare]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      ours.push(await secondsOf(() => get(path)));
      bare.push(await secondsOf(() => Promise.resolve(all.get())));
    }
    rows.push(timesRow(`page: ${name}`, {
      value: median(ours),
      floor: median(bare),
      floorName: "all events, read once",
      most: 3,
    }));
  }
  return rows;
}

/** What a browser that was let in gets. */
function browserOf(log: Log): (path: string) => Promise<void> {
  const access = createPageAccess({ runtime: systemRuntime, sessions: [], keep: () => {} });
  const inbox = createInbox({
    open: () => Promise.reject(new Error("nothing is done")),
    jobs: 1,
    look: (_, see) => see({ log, foresee: () => Promise.resolve([]) } as Parameters<typeof see>[0]),
  });
  const answer = createPage({
    folder,
    access,
    isOwnHost: () => true,
    operations: () =>
      operationsOf({
        history: (asked) => Promise.resolve(historyAtOnce(log).list(asked)),
        operation: ({ position }) => Promise.resolve(historyAtOnce(log).operation(position)),
        taskAt: ({ task, at }) => Promise.resolve(historyAtOnce(log).taskAt(task, at)),
        inbox: (asked, { signal }) => inbox.look(asked, signal),
        status: () => Promise.resolve(statusOf(log, { server: null, selection: [] })),
        listClaims: () => Promise.resolve([]),
      }),
    changes: createChanges(),
    version: "0",
    over: new AbortController().signal,
    runtime: systemRuntime,
  });
  const cookie = `vikunja_sync_page=${access.admit(access.invite())}`;
  return async (path) => {
    const request = new Request(`http://${host}/${folder}/${path}`, { headers: { cookie, host } });
    const response = await answer(request);
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    await response.arrayBuffer();
  };
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1_000;
}

if (import.meta.main) {
  console.log(showTable(await benchPageOfMany(), "The page over a log of 100,000 events"));
}
