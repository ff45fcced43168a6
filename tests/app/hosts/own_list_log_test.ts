import assert from "node:assert/strict";
import { ownListLog } from "@/app/hosts/own_list_log.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ListLease, ListStore, TakenList } from "@/ports/list_store.ts";
import type { Log } from "@/ports/log.ts";
import { refusal } from "@tests/support/event_store_contract.ts";

type Answer = "ours" | "another's" | "away";

const owner = { host: "b", stateDir: "/b", command: "serve", pid: 2 };
const gone = { [Symbol.asyncDispose]: () => Promise.resolve() };

/** A database that answers so, one after the other; a second passes between two questions. */
function listWorld(...answers: readonly Answer[]) {
  return headsWorld({}, ...answers);
}

/** `heads`: where the list ends, one answer after the other; `unreadable`: what reading it fails with. */
function headsWorld(
  { heads: given = [], unreadable = null }: {
    readonly heads?: readonly number[];
    readonly unreadable?: SyncError | null;
  },
  ...answers: readonly Answer[]
) {
  const heads = [...given];
  const followed: string[] = [];
  const hearing = new Set<() => void>();
  const said: string[] = [];
  let [asked, nowMs, locks] = [0, 0, 0];
  const lease = { ...gone, epoch: 1 } as unknown as ListLease;
  const answer = (): Promise<TakenList> => {
    switch (answers[asked++] ?? "another's") {
      case "ours":
        return Promise.resolve({ lease, owner: null, movedTo: null });
      case "another's":
        return Promise.resolve({
          lease: null,
          owner,
          freeInMs: 9_000,
          log: { id: "list-1", head: heads.shift() ?? 0 },
        });
      case "away":
        return Promise.reject(new SyncError("STORE_UNAVAILABLE", "no answer"));
    }
  };
  const store = {
    ...gone,
    shownAs: "team at x",
    lookMs: 1_000,
    take: answer,
    log: () => null,
    toRead: (id: string) => ({ id }),
    hear(onCall: () => void) {
      hearing.add(onCall);
      return { [Symbol.dispose]: () => void hearing.delete(onCall) };
    },
  };
  const own = (standsBy: boolean, signal = new AbortController().signal) =>
    ownListLog(
      {
        runtime: {
          elapsed: () => nowMs,
          after(ms, call) {
            nowMs += ms;
            queueMicrotask(call);
            return { [Symbol.dispose]: () => {} };
          },
        },
        store: store as unknown as ListStore,
        owner: { ...owner, host: "a" },
        identity: () => "a",
        lock() {
          locks++;
          return Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve(void locks--) });
        },
        catchUp({ id }) {
          followed.push(`${id} ${asked}`);
          return unreadable === null ? Promise.resolve() : Promise.reject(unreadable);
        },
        open: () => Promise.resolve({ ...gone, log: {} as Log }),
        warn: (line) => void said.push(line),
      },
      { standsBy, timeoutMs: 3_000 },
      signal,
    );
  const call = () => hearing.forEach((onCall) => onCall());
  return { own, said, asked: () => asked, locks: () => locks, followed, hearing, call };
}

Deno.test("ownListLog() stands by while another has the list or the database is away, and says each once", async () => {
  const world = listWorld("another's", "another's", "away", "away", "another's", "ours");
  const owned = await world.own(true);
  assert.deepEqual(world.said, [
    "standing by: Cannot take the list team at x: b has it (serve, process 2, /b)",
    "standing by: no answer",
    "standing by: Cannot take the list team at x: b has it (serve, process 2, /b)",
  ]);
  assert.equal(world.locks(), 1, "the state folder is its own");
  await owned[Symbol.asyncDispose]();
  assert.equal(world.locks(), 0);
});

Deno.test("ownListLog() of a command waits a while for another host, and not for a database", async () => {
  const taken = listWorld();
  assert.equal((await refusal(taken.own(false))).code, "LOCKED");
  assert.equal(taken.asked(), 4);
  const away = listWorld("away");
  assert.equal((await refusal(away.own(false))).code, "STORE_UNAVAILABLE");
  assert.deepEqual([away.asked(), away.locks(), taken.locks()], [1, 0, 0]);
});

Deno.test("ownListLog() that stands by ends when it is told to", async () => {
  const stop = new AbortController();
  const world = listWorld();
  const owning = world.own(true, stop.signal);
  stop.abort(new SyncError("ABORTED", "stopped"));
  assert.equal((await refusal(owning)).code, "ABORTED");
  assert.equal(world.locks(), 0);
});

Deno.test("ownListLog() that stands by reads what is new each time that it looks, and nothing where nothing is", async () => {
  const heads = [0, 0, 3, 3, 4];
  const others = heads.map(() => "another's" as const);
  const world = headsWorld({ heads }, ...others, "ours");
  await using _owned = await world.own(true);
  assert.deepEqual(world.followed, ["list-1 1", "list-1 3", "list-1 5"]);
  assert.equal(world.hearing.size, 0, "whoever owns it listens no more");
  const command = headsWorld({ heads }, ...others);
  await refusal(command.own(false));
  assert.deepEqual([command.followed, command.hearing.size], [[], 0]);
});

Deno.test("ownListLog() that stands by says what keeps it from reading, and goes on", async () => {
  const unreadable = new SyncError("LOG_DAMAGED", "it ends before");
  const world = headsWorld({ heads: [1, 1], unreadable }, "another's", "another's", "ours");
  await using _owned = await world.own(true);
  assert.deepEqual(world.said, ["standing by: it ends before"]);
});
