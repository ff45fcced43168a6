import { compile } from "../scripts/compile.ts";
import { benchAppend } from "./append.ts";
import { benchAtOnce } from "./at_once.ts";
import { benchBackup } from "./backup.ts";
import { benchClaims } from "./claims.ts";
import { benchFarAway } from "./far_away.ts";
import { benchFarEdits } from "./far_edits.ts";
import { benchToTaskwarrior, benchToVikunja, fill } from "./first_sync.ts";
import { benchHistory } from "./history.ts";
import { benchHook } from "./hook.ts";
import { benchLocks } from "./locks.ts";
import { benchMemory } from "./memory.ts";
import { benchNobodyWaits } from "./nobody_waits.ts";
import { benchNotices } from "./notices.ts";
import { benchOneChange } from "./one_change.ts";
import { benchOneEdit } from "./one_edit.ts";
import { benchPageOfMany } from "./page_of_many.ts";
import { createPair } from "./pair.ts";
import { benchPostgres } from "./postgres.ts";
import { quietRows, type QuietRuns, quietRuns, tenfoldRow } from "./quiet.ts";
import type { BenchRow } from "./row.ts";
import { benchSelection } from "./selection.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
import { benchSynced } from "./synced.ts";
import { benchSyncall } from "./syncall.ts";
import { benchTasks } from "./tasks.ts";

/** Hears what is measured, and each figure as soon as it is there. */
interface Listener {
  begin(group: string): void;
  tell(rows: readonly BenchRow[]): void;
}

/** What needs no Vikunja, or has one of its own. */
const alone: readonly (readonly [group: string, rows: () => Promise<readonly BenchRow[]>])[] = [
  ["append", benchAppend],
  ["claims", benchClaims],
  ["PostgreSQL", benchPostgres],
  ["history", benchHistory],
  ["the page over many events", benchPageOfMany],
  ["backups", benchBackup],
  ["locks", benchLocks],
  ["notices", benchNotices],
  ["a sync server", benchSynced],
  ["hook", benchHook],
];

/** Every figure beside its floor. Says which server it was. */
async function bench({ begin, tell }: Listener): Promise<BenchServer["kind"]> {
  for (const [group, rows] of alone) {
    begin(group);
    tell(await rows());
  }
  await using server = await startServer();
  begin("compile");
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const binary = `${folder}/vikunja-sync`;
  await compile(new URL("../", import.meta.url).pathname, binary);
  const small = await benchThousand(server, binary, { begin, tell });
  await server.clear();
  const tenfold = await benchTenThousand(server, binary, { begin, tell });
  tell([tenfoldRow(small, tenfold)]);
  await server.clear();
  begin("a selection");
  tell(await benchSelection(server));
  await server.clear();
  for (const version of ["2.6", "3"] as const) {
    begin(`one edit through serve, Taskwarrior ${version}`);
    tell(await benchOneEdit(server, { version, tasks: 1_000, hook: true }));
    await server.clear();
  }
  begin("500 tasks over a network");
  tell(await benchFarAway(server, 500));
  await server.clear();
  tell(await benchFarEdits(server));
  await server.clear();
  begin("one task beside others");
  tell(await benchNobodyWaits(server));
  await server.clear();
  const syncall = Deno.env.get("VIKUNJA_BENCH_SYNCALL");
  if (syncall !== undefined && server.kind === "given server") {
    begin("syncall");
    tell(await benchSyncall(server, syncall, 200));
    await server.clear();
  }
  await Deno.remove(folder, { recursive: true });
  return server.kind;
}

async function benchThousand(
  server: BenchServer,
  binary: string,
  { begin, tell }: Listener,
): Promise<QuietRuns> {
  await using pair = await createPair(server);
  begin("1000 tasks to Vikunja");
  tell(await benchToVikunja(server, pair));
  begin("nothing changed");
  const quiet = await quietRuns(pair, 1_000, binary);
  tell(quietRows(quiet));
  begin("one task changed");
  tell(await benchOneChange(server, pair));
  begin("1000 tasks to Taskwarrior");
  tell(await benchToTaskwarrior(server));
  begin("changes while serve runs");
  tell(await benchAtOnce(server, pair, binary));
  begin("memory, three minutes");
  tell(await benchMemory(pair, binary, { tasks: 1_000, rss: 50, own: 50 }));
  tell(await benchMemory(pair, null, { tasks: 1_000, rss: 60, own: 25 }));
  return quiet;
}

async function benchTenThousand(
  server: BenchServer,
  binary: string,
  { begin, tell }: Listener,
): Promise<QuietRuns> {
  await using pair = await createPair(server);
  begin("10000 tasks to Vikunja");
  await fill(pair, benchTasks(10_000, false));
  begin("nothing changed in 10000 tasks");
  const quiet = await quietRuns(pair, 10_000, binary);
  begin("memory, a minute and a half");
  tell(await benchMemory(pair, binary, { tasks: 10_000, rss: 60, own: 60 }));
  return quiet;
}

if (import.meta.main) {
  const isJson = Deno.args.includes("--json");
  const rows: BenchRow[] = [];
  let group = "";
  const server = await bench({
    begin(name) {
      group = name;
      console.error(`bench: ${name} …`);
    },
    tell(some) {
      rows.push(...some);
      if (some.length === 0) return;
      const shown = `${showTable(some, group)}\n`;
      if (isJson) console.error(shown);
      else console.log(shown);
    },
  });
  console.log(isJson ? JSON.stringify({ server, rows }) : `server: ${server}`);
}
