import { benchAppend } from "./append.ts";
import { benchClaims } from "./claims.ts";
import { benchToTaskwarrior, benchToVikunja, fill } from "./first_sync.ts";
import { benchLocks } from "./locks.ts";
import { benchNotices } from "./notices.ts";
import { benchOneChange } from "./one_change.ts";
import { createPair } from "./pair.ts";
import { quietRows, type QuietRuns, quietRuns, tenfoldRow } from "./quiet.ts";
import type { BenchRow } from "./row.ts";
import { type BenchServer, startServer } from "./server.ts";
import { showTable } from "./table.ts";
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
  say("locks");
  const locks = await benchLocks();
  say("notices");
  const notices = await benchNotices();
  await using server = await startServer();
  const rows: BenchRow[] = [];
  const small = await benchThousand(server, rows, say);
  await server.clear();
  rows.push(tenfoldRow(small, await tenfold(server, say)));
  await server.clear();
  return { server: server.kind, rows: [...rows, ...append, ...claims, ...locks, ...notices] };
}

async function benchThousand(
  server: BenchServer,
  rows: BenchRow[],
  say: (line: string) => void,
): Promise<QuietRuns> {
  await using pair = await createPair(server);
  say("1000 tasks to Vikunja");
  const toVikunja = await benchToVikunja(server, pair);
  say("nothing changed");
  const quiet = await quietRuns(pair, 1_000);
  say("one task changed");
  rows.push(...quietRows(quiet), ...await benchOneChange(server, pair), ...toVikunja);
  say("1000 tasks to Taskwarrior");
  rows.push(...await benchToTaskwarrior(server));
  return quiet;
}

async function tenfold(server: BenchServer, say: (line: string) => void): Promise<QuietRuns> {
  await using pair = await createPair(server);
  say("10000 tasks to Vikunja");
  await fill(pair, benchTasks(10_000, false));
  say("nothing changed in 10000 tasks");
  return await quietRuns(pair, 10_000);
}

if (import.meta.main) {
  const json = Deno.args.includes("--json");
  const result = await bench((line) => console.error(`bench: ${line} …`));
  console.log(json ? JSON.stringify(result) : showTable(result.rows, `server: ${result.server}`));
}
