import assert from "node:assert/strict";
import { takeLease } from "@/adapters/postgres/lease.ts";
import type { Database } from "@/adapters/postgres/database.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface Around {
  readonly query: Database["query"];
  readonly renew: () => Promise<boolean>;
  readonly after: Runtime["after"];
  readonly nowMs: () => number;
}

function leaseBy({ query, renew, after, nowMs }: Around) {
  return takeLease({
    connections: {
      db: {
        shownAs: "postgres://u@h/d",
        query,
        run: () => Promise.resolve(),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      },
      renew,
      service: "",
    },
    list: "team",
    identity: "a",
    owner: { host: "a", stateDir: "/a", command: "serve", pid: 1 },
    runtime: { uuid: () => "i", after },
    nowMs,
  });
}

/** A database that gives the list, and fails from then on; its renewals are asked for one after the other. */
async function lostBy(failure: SyncError): Promise<SyncError> {
  let nowMs = 0;
  let isTaken = false;
  const { lease } = await leaseBy({
    query(sql) {
      isTaken = sql.includes("epoch = epoch + 1");
      return Promise.resolve(isTaken ? [{ id: "i", epoch: 1, moved_to: null }] : []);
    },
    renew: () => isTaken ? Promise.reject(failure) : Promise.resolve(true),
    after(ms, call) {
      let isStopped = false;
      const due = nowMs + ms;
      queueMicrotask(function look() {
        if (isStopped) return;
        if (nowMs >= due) return call();
        nowMs += 100;
        queueMicrotask(look);
      });
      return { [Symbol.dispose]: () => void (isStopped = true) };
    },
    nowMs: () => nowMs,
  });
  assert.ok(lease !== null);
  return await lease.lost;
}

Deno.test("a lease that could not be renewed ends with what kept it from that", async () => {
  const failure = new SyncError(
    "CONFIG",
    "Cannot use the database: password authentication failed",
  );
  const lost = await lostBy(failure);
  assert.equal(lost.code, "FENCED");
  assert.match(lost.message, /team any more: it could not be kept: .* authentication failed$/);
  assert.equal(lost.cause, failure);
});

Deno.test("a lease counts from when its renewal was asked for, however late the answer is heard", async () => {
  let nowMs = 0;
  const timers: (() => void)[] = [];
  const heard = Promise.withResolvers<boolean>();
  const { lease } = await leaseBy({
    query: () => Promise.resolve([{ id: "i", epoch: 1, moved_to: null }]),
    renew: () => heard.promise,
    after(ms, call) {
      if (ms === 5_000) timers.push(call);
      return { [Symbol.dispose]: () => {} };
    },
    nowMs: () => nowMs,
  });
  nowMs = 5_000;
  timers.shift()?.();
  nowMs = 5_100;
  heard.resolve(true);
  for (let turn = 0; turn < 9; turn++) await null;
  nowMs = 17_999;
  lease?.check();
  nowMs = 18_000;
  assert.throws(() => lease?.check(), { code: "FENCED" });
});
