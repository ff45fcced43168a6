import { compile } from "../scripts/compile.ts";
import { benchAppend } from "./append.ts";
import { benchAtOnce } from "./at_once.ts";
import { benchBackup } from "./backup.ts";
import { benchClaims } from "./claims.ts";
import { benchFarAway } from "./far_away.ts";
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
import { benchTasks } from "./tasks.ts";

interface Bench {
  readonly server: BenchServer["kind"];
  readonly rows: readonly BenchRow[];
}

/** Every figure beside its floor. `say` hears what is being done. */
async function bench(say: (line: string) => void): Promise<Bench> {
  say("append");
  const append = await benchAppend();
  say("claims");
  const claims = await benchClaims();
  say("PostgreSQL");
  const postgres = await benchPostgres();
  say("history");
  const history = await benchHistory();
  say("the page over many events");
  const pages = await benchPageOfMany();
  say("backups");
  const backups = await benchBackup();
  say("locks");
  const locks = await benchLocks();
  say("notices");
  const notices = await benchNotices();
  say("a sync server");
  const synced = await benchSynced();
  say("hook");
  const hook = await benchHook();
  await using server = await startServer();
  const rows: BenchRow[] = [];
  say("compile");
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-bench-" });
  const binary = `${folder}/vikunja-sync`;
  await compile(new URL("../", import.meta.url).pathname, binary);
  const small = await benchThousand(server, { binary, rows, say });
  await server.clear();
  const tenfold = await benchTenThousand(server, { binary, rows, say });
  rows.push(tenfoldRow(small, tenfold));
  await server.clear();
  say("a selection");
  rows.push(...await benchSelection(server));
  await server.clear();
  for (const version of ["2.6", "3"] as const) {
    say(`one edit through serve, Taskwarrior ${version}`);
    rows.push(...await benchOneEdit(server, { version, tasks: 1_000, hook: true }));
    await server.clear();
  }
  say("500 tasks over a network");
  rows.push(...await benchFarAway(server, 500));
  await server.clear();
  say("one task beside others");
  rows.push(...await benchNobodyWaits(server));
  await server.clear();
  await Deno.remove(folder, { recursive: true });
  return {
    server: server.kind,
    rows: [
      ...rows,
      ...append,
      ...claims,
      ...postgres,
      ...history,
      ...pages,
      ...backups,
      ...locks,
      ...notices,
      ...synced,
      ...hook,
    ],
  };
}

interface Going {
  readonly binary: string;
  readonly rows: BenchRow[];
  readonly say: (line: string) => void;
}

async function benchThousand(
  server: BenchServer,
  { binary, rows, say }: Going,
): Promise<QuietRuns> {
  await using pair = await createPair(server);
  say("1000 tasks to Vikunja");
  const toVikunja = await benchToVikunja(server, pair);
  say("nothing changed");
  const quiet = await quietRuns(pair, 1_000, binary);
  say("one task changed");
  rows.push(...quietRows(quiet), ...await benchOneChange(server, pair), ...toVikunja);
  say("1000 tasks to Taskwarrior");
  rows.push(...await benchToTaskwarrior(server));
  say("changes while serve runs");
  rows.push(...await benchAtOnce(server, pair, binary));
  say("memory, three minutes");
  rows.push(...await benchMemory(pair, binary, { tasks: 1_000, rss: 50, own: 50 }));
  rows.push(...await benchMemory(pair, null, { tasks: 1_000, rss: 60, own: 25 }));
  return quiet;
}

async function benchTenThousand(
  server: BenchServer,
  { binary, rows, say }: Going,
): Promise<QuietRuns> {
  await using pair = await createPair(server);
  say("10000 tasks to Vikunja");
  await fill(pair, benchTasks(10_000, false));
  say("nothing changed in 10000 tasks");
  const quiet = await quietRuns(pair, 10_000, binary);
  say("memory, a minute and a half");
  rows.push(...await benchMemory(pair, binary, { tasks: 10_000, rss: 60, own: 60 }));
  return quiet;
}

if (import.meta.main) {
  const json = Deno.args.includes("--json");
  const result = await bench((line) => console.error(`bench: ${line} …`));
  console.log(json ? JSON.stringify(result) : showTable(result.rows, `server: ${result.server}`));
}
