import assert from "node:assert/strict";
import { runHook } from "@/triggers/hook_run.ts";
import type { Sync, SyncSummary } from "@/ports/operations.ts";

/** Notes what is done in which order; the spool gives one of the given takings after the other. */
function recorded(takings: readonly (readonly string[])[], onSync: () => void = () => {}) {
  const left = [...takings];
  const done: string[] = [];
  const sync: Sync = {
    run: () => {
      done.push("sync");
      onSync();
      return Promise.resolve({} as SyncSummary);
    },
    plan: () => Promise.reject(new Error("no plan here")),
  };
  const run = () =>
    runHook({
      drain() {
        done.push("drain");
        return left.shift() ?? [];
      },
      mark() {
        done.push("mark");
        return { [Symbol.dispose]: () => void done.push("unmark") };
      },
      unmark: () => void done.push("unmark"),
      putBack: () => void done.push("put back"),
      sync: () => Promise.resolve(sync),
      jobs: 4,
    }, new AbortController().signal);
  return { run, done };
}

Deno.test("runHook() is marked by nobody at any look at the spool", async () => {
  const { run, done } = recorded([["-", "-"], ["-"]]);
  assert.equal(await run(), 3);
  const round = ["drain", "mark", "sync", "unmark"];
  assert.deepEqual(done, ["unmark", ...round, ...round, "drain"]);
});

Deno.test("runHook() reads neither side when another took the wake-ups", async () => {
  const { run, done } = recorded([]);
  assert.equal(await run(), 0);
  assert.deepEqual(done, ["unmark", "drain"]);
});

Deno.test("runHook() puts back what it took and takes its mark away when a sync fails", async () => {
  const { run, done } = recorded([["-"]], () => {
    throw new Error("the server is down");
  });
  await assert.rejects(run(), /the server is down/);
  assert.deepEqual(done.slice(-2), ["put back", "unmark"]);
});

Deno.test("runHook() ends although somebody writes without end", async () => {
  const { run, done } = recorded(Array.from({ length: 1_000 }, () => ["-"]));
  await run();
  assert.equal(done.filter((one) => one === "sync").length, 20);
});
