import assert from "node:assert/strict";
import { ownConnections } from "@/adapters/postgres/connections.ts";
import type { Database, Row } from "@/adapters/postgres/database.ts";
import { databaseError } from "@/adapters/postgres/database_errors.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { renewals } from "@/adapters/postgres/renewals.ts";
import { createSharedLog } from "@/adapters/postgres/shared_log.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ListLease } from "@/ports/list_store.ts";
import { databasePlace } from "@tests/simulation/hosts/simulated_database.ts";
import { carryOut, emptyTables, type Tables } from "@tests/simulation/hosts/tables.ts";
import { eventRow } from "@tests/support/event_rows.ts";

/** Each statement is carried out by the simulated database as well, which is to answer the same. */
function beside(db: Database, list: string, seen: string[]): Database {
  let tables: Tables = emptyTables;
  return {
    ...db,
    async query(sql, parameters = [], answerMs) {
      const real = await outcome(() => db.query(sql, parameters, answerMs));
      if (parameters[0] !== list && !String(parameters[0]).startsWith("{")) return real();
      if (sql.includes("pg_notify") || sql.includes("DELETE")) return real();
      const simulated = await outcome(() => {
        const done = carryOut(tables, sql, parameters, Date.now());
        tables = done.tables;
        return Promise.resolve(done.rows);
      });
      assert.deepEqual(shown(simulated), shown(real), sql);
      seen.push(sql.trim().split(/\s+/).slice(0, 3).join(" "));
      return real();
    },
  };
}

async function outcome(work: () => Promise<readonly Row[]>): Promise<() => readonly Row[]> {
  try {
    const rows = await work();
    return () => rows;
  } catch (thrown) {
    const error = thrown instanceof SyncError ? thrown : databaseError(thrown, databasePlace);
    return () => {
      throw error;
    };
  }
}

/** Without what depends on the moment, or on the form of numbers. */
function shown(its: () => readonly Row[]): unknown {
  try {
    return its().map(({ free_in: _, ...row }) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]))
    );
  } catch (thrown) {
    return thrown instanceof SyncError ? thrown.code : thrown;
  }
}

/** Takes, renewals, appends and refusals of two hosts, one of which comes too late. */
export async function simulatedBeside(place: DatabasePlace): Promise<void> {
  const list = crypto.randomUUID();
  const seen: string[] = [];
  await using own = ownConnections(runtime)(place);
  await own.provide();
  const db = beside(own.db, list, seen);
  const connections = { ...own, db, [Symbol.asyncDispose]: () => Promise.resolve() };
  const usual = { leaseMs: 600_000, renewEveryMs: 5_000, settlesInMs: 0, marginMs: 0, againMs: 1 };
  const host = (name: string, leaseMs = usual.leaseMs, settlesInMs = 0) => {
    const times = { ...usual, leaseMs, settlesInMs };
    const connect = () => connections;
    const store = openListStore({ place, list, runtime, nowMs: () => 0, times, connect });
    return {
      store,
      take: () => store.take({ host: name, stateDir: "/", command: "test", pid: 1 }, name),
    };
  };
  const [a, b] = [host("a", 0), host("b")];
  const first = await a.take();
  assert.ok(first.lease !== null);
  assert.equal((await host("c", 0, 600_000).take()).lease, null, "what is under way is waited for");
  const renew = renewals(db);
  const isRenewed = async (epoch: number) =>
    (await renew([{ list, epoch, leaseMs: 600_000 }])).has(list);
  assert.equal(await isRenewed(1), false, "it is over");
  const late = { ...first.lease, check() {}, lose: (why: string) => new SyncError("FENCED", why) };
  const batch = (after: number, from: string | null = null) => ({
    after,
    rows: [eventRow(after + 1)],
    links: [{ vikunjaId: 7, from, to: `stream "${after}", of \\ {us}` }],
  });
  const logOf = (lease: ListLease) =>
    createSharedLog({ db, list, shownAs: "", lease, runtime, onStored() {} });
  await assert.rejects(logOf(late).append(batch(0)), { code: "FENCED" });
  const second = await b.take();
  assert.ok(second.lease !== null && second.lease.epoch === 2);
  assert.deepEqual([await isRenewed(1), await isRenewed(2)], [false, true]);
  const log = logOf(second.lease);
  assert.equal(await log.append(batch(0)), "stored");
  assert.equal(await log.append(batch(0)), "stored", "the same once more");
  assert.equal(await log.append({ ...batch(0), rows: [{ ...eventRow(1), sum: 1 }] }), "behind");
  await assert.rejects(log.append(batch(1, "another's")), { code: "LOG_DAMAGED" });
  const was = batch(0).links[0]?.to ?? null;
  assert.equal(await log.append(batch(1, was)), "stored");
  assert.equal(await log.append(batch(2_000, was)), "ahead");
  await assert.rejects(logOf(late).append(batch(2)), { code: "FENCED" });
  assert.equal((await log.rowsAfter(0, 9)).length, 2);
  assert.equal((await b.store.look()).owner?.host, "b");
  await second.lease[Symbol.asyncDispose]();
  await first.lease[Symbol.asyncDispose]();
  assert.ok(seen.length > 20, seen.join("\n"));
}
