import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { operationRoutes } from "@/adapters/http/operation_routes.ts";
import { listen } from "@/adapters/http/server.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import type { Log } from "@/ports/log.ts";
import { claimsOf } from "@/app/claims_here.ts";
import { claimRulesBy } from "@/app/run/mapping_rules.ts";
import { usualMapping } from "@/config/mapping_config.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { operationsOf } from "@tests/support/operations.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { Claims } from "@/ports/claims.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { plainTask } from "./plain_task.ts";
import type { BenchRow } from "./row.ts";
import { type CallersProcess, startCallers } from "./socket_callers.ts";

const tasks = 1_000;
const callers = 64;
const clients = 8;
/** What a daemon does all the time is compiled by then. */
const warmUpRounds = 40;
const rounds = 15;
const lone = 600;
const lonePerRound = 20;
const options = { agent: "bench", forMs: 3_600_000 };

/** Claims in process and over the socket, beside one bare insert a claim with the same commits. */
export async function benchClaims(): Promise<readonly BenchRow[]> {
  const folder = Deno.makeTempDirSync({ prefix: "vikunja-sync-bench-" });
  try {
    const path = join(folder, "log.db");
    using log = openLog({ path, projections: logProjections, runtime: systemRuntime });
    const ids = await fill(log);
    const rules = claimRulesBy({ mapping: usualMapping });
    const claims = claimsOf(log, { clock: createLeaseClock(), rules });
    using bare = bareTable(join(folder, "bare.db"));
    const inProcess = [
      await inProcessRow("", claims, { ids, bare, after: () => {}, least: 100_000 }),
      // What the tables repeat is written a moment later; here it is waited for.
      await inProcessRow(", with all tables written", claims, {
        ids,
        bare,
        after: () => log.reader.isKnown(ids[0] ?? ""),
        least: 50_000,
      }),
    ];
    const socket = join(folder, "s");
    const operations = operationsOf({ claims: () => claims });
    const routes = operationRoutes({
      operations: () => operations,
      isOpen: false,
      hostName: "bench",
      runtime: systemRuntime,
    });
    await using _server = await listen({ kind: "socket", path: socket }, {
      routes,
      isPublic: false,
    });
    await using process = startCallers(socket);
    return [
      ...inProcess,
      await socketRow(claims, ids, process, bare),
      await lonelyRow(claims, ids, process, bare),
    ];
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

async function fill(log: Log): Promise<readonly string[]> {
  const ids = Array.from({ length: tasks }, () => crypto.randomUUID());
  await log.store.append(ids.map((streamId, index) => ({
    streamId,
    expectedVersion: 0,
    events: [observed(index)],
  })));
  return ids;
}

function observed(index: number): SyncEvent {
  const task = { ...plainTask, title: `Task ${index}`, priority: index % 4 };
  const changedAt = "2026-11-20T10:00:00Z";
  return {
    type: "TaskObserved",
    data: { side: "vikunja", id: String(index), task, extra: {}, changedAt },
  };
}

type Claim = (task: string) => Promise<number>;

/** Every task once, by so many at a time; claims a second. They are given back outside of the time. */
async function rateOf(
  ids: readonly string[],
  workers: readonly Claim[],
  { claims, after }: { readonly claims: Claims; readonly after: () => void },
): Promise<number> {
  const won: [string, number][] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(workers.map(async (claim) => {
    for (let id = ids[next++]; id !== undefined; id = ids[next++]) won.push([id, await claim(id)]);
  }));
  after();
  const rate = won.length / (performance.now() - startedAt) * 1_000;
  await Promise.all(won.map(([task, token]) => claims.releaseTask(task, token)));
  return rate;
}

interface InProcess {
  readonly ids: readonly string[];
  readonly bare: BareTable;
  /** Within the time. */
  readonly after: () => void;
  readonly least: number;
}

async function inProcessRow(
  what: string,
  claims: Claims,
  { ids, bare, after, least }: InProcess,
): Promise<BenchRow> {
  const claim: Claim = async (task) => tokenOf(await claims.claimTask(task, options));
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < warmUpRounds; round++) {
    await rateOf(ids, Array(callers).fill(claim), { claims, after });
    bare.rate(ids, callers);
  }
  for (let round = 0; round < rounds; round++) {
    ours.push(await rateOf(ids, Array(callers).fill(claim), { claims, after }));
    floor.push(bare.rate(ids, callers));
  }
  return row(`claims, ${callers} callers in process${what}`, median(ours), median(floor), {
    floorName: `bare node:sqlite, ${callers} inserts a transaction, synchronous=FULL`,
    least,
  });
}

async function socketRow(
  claims: Claims,
  ids: readonly string[],
  process: CallersProcess,
  bare: BareTable,
): Promise<BenchRow> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round++) {
    const { ms, claimed } = await process.round({ callers: clients, tasks: ids });
    const bareRate = bare.rate(ids, clients);
    await Promise.all(claimed.map(([task, token]) => claims.releaseTask(task, token)));
    if (round < warmUpRounds) continue;
    ours.push(claimed.length / ms * 1_000);
    floor.push(bareRate);
  }
  return row(`claims, ${clients} clients of the socket`, median(ours), median(floor), {
    floorName: `bare node:sqlite, ${clients} inserts a transaction, synchronous=FULL`,
    least: 16_000,
  });
}

/** In short rounds, so that the disk is the same for both. */
async function lonelyRow(
  claims: Claims,
  ids: readonly string[],
  process: CallersProcess,
  bare: BareTable,
): Promise<BenchRow> {
  const ours: number[] = [];
  const floor: number[] = [];
  for (let at = 0; at < lone; at += lonePerRound) {
    const tasks = ids.slice(at, at + lonePerRound);
    const { p50Ms, claimed } = await process.round({ callers: 1, tasks });
    ours.push(p50Ms);
    floor.push(median(tasks.map((id) => 1_000 / bare.rate([id], 1))));
    await Promise.all(claimed.map(([task, token]) => claims.releaseTask(task, token)));
  }
  const value = Number(median(ours).toFixed(3));
  const least = Number(median(floor).toFixed(3));
  return {
    name: "one claim over the socket, p50",
    value,
    unit: "ms",
    floor: least,
    floorName: "bare node:sqlite, one insert a transaction, synchronous=FULL",
    ratio: value / least,
    target: "≤ 2 × a bare commit",
    met: value <= 2 * least,
  };
}

function row(
  name: string,
  value: number,
  floor: number,
  { floorName, least }: { readonly floorName: string; readonly least: number },
): BenchRow {
  return {
    name,
    value: Math.round(value),
    unit: "claims/s",
    floor: Math.round(floor),
    floorName,
    ratio: value / floor,
    target: `≥ ${least} claims/s`,
    met: value >= least,
  };
}

function tokenOf(answer: { readonly ok: boolean; readonly token?: number }): number {
  if (!answer.ok || answer.token === undefined) throw new Error("a free task was refused");
  return answer.token;
}

interface BareTable extends Disposable {
  /** Inserts a second, so many in each transaction. */
  rate(ids: readonly string[], together: number): number;
}

/** Who holds what until when, and nothing else: no versions, no history, no conflict. */
function bareTable(path: string): BareTable {
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
    CREATE TABLE claims(position INTEGER PRIMARY KEY, task TEXT, agent TEXT, lock_until TEXT)`);
  const insert = db.prepare("INSERT INTO claims(task, agent, lock_until) VALUES (?, ?, ?)");
  return {
    rate(ids, together) {
      const startedAt = performance.now();
      for (let at = 0; at < ids.length; at += together) {
        db.exec("BEGIN IMMEDIATE");
        for (const id of ids.slice(at, at + together)) {
          insert.run(id, options.agent, new Date().toISOString());
        }
        db.exec("COMMIT");
      }
      return ids.length / (performance.now() - startedAt) * 1_000;
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

if (import.meta.main) {
  for (const each of await benchClaims()) console.log(JSON.stringify(each));
}
