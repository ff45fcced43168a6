import assert from "node:assert/strict";
import { keepBackingUp } from "@/app/serve/daily_backup.ts";
import { SyncError } from "@/domain/errors.ts";
import { runWorld } from "@tests/support/run_world.ts";

const hourMs = 3_600_000;

function backupsIn(isWanted = true) {
  const { time } = runWorld();
  const { runtime } = time;
  const state = {
    made: [] as string[],
    failure: null as SyncError | null,
    leftOut: [] as readonly string[],
    said: [] as string[],
    isWanted,
  };
  const keeping = keepBackingUp({
    runtime,
    warn: (line) => void state.said.push(line),
    backup: () =>
      Promise.resolve(
        state.isWanted
          ? {
            lastAt: () => state.made.at(-1) ?? null,
            make() {
              if (state.failure !== null) return Promise.reject(state.failure);
              state.made.push(runtime.now().toISOString());
              return Promise.resolve(state.leftOut);
            },
          }
          : null,
      ),
  });
  return { state, keeping, pass: (ms: number) => time.pass(ms, () => false) };
}

Deno.test("keepBackingUp() makes one soon after the start, and then one a day", async () => {
  const { state, pass } = backupsIn();
  await pass(5 * 60_000);
  assert.equal(state.made.length, 0);
  await pass(hourMs);
  assert.equal(state.made.length, 1);
  await pass(10 * 24 * hourMs);
  assert.equal(state.made.length, 11);
});

Deno.test("keepBackingUp() says once what goes wrong, and tries again an hour later", async () => {
  const { state, pass } = backupsIn();
  state.failure = new SyncError("DISK_FULL", "no room");
  await pass(5 * hourMs);
  assert.deepEqual(state.said, ["no backup was made: no room"]);
  state.failure = null;
  state.leftOut = ["the tasks of Vikunja: it is away"];
  await pass(hourMs);
  assert.equal(state.made.length, 1);
  assert.deepEqual(state.said.slice(1), [
    "left out of the backup: the tasks of Vikunja: it is away",
  ]);
});

Deno.test("keepBackingUp() makes none where none are wanted, or once it is disposed of", async () => {
  const { state, pass, keeping } = backupsIn(false);
  await pass(30 * hourMs);
  assert.equal(state.made.length, 0);
  state.isWanted = true;
  keeping[Symbol.dispose]();
  await pass(30 * hourMs);
  assert.equal(state.made.length, 0);
});
