import assert from "node:assert/strict";
import { keepTaskSyncing } from "@/app/serve/task_sync.ts";
import { SyncError } from "@/domain/errors.ts";
import { runWorld } from "@tests/support/run_world.ts";

function syncing(everyMs: number | null = 300_000) {
  const { time } = runWorld();
  const { runtime } = time;
  const state = { at: [] as number[], said: [] as string[], wrong: null as string | null };
  const keeping = keepTaskSyncing({
    runtime,
    warn: (line) => void state.said.push(line),
    sync: () =>
      Promise.resolve(
        everyMs === null ? null : {
          everyMs,
          run() {
            state.at.push(Math.round(runtime.elapsed() / 1_000));
            if (state.wrong === "thrown") throw new SyncError("TASK_MISSING", "there is no task");
            return Promise.resolve(state.wrong);
          },
        },
      ),
  });
  return { state, keeping, pass: (ms: number) => time.pass(ms, () => false) };
}

/** From the first one on. */
const gaps = (at: readonly number[]) => at.slice(1).map((each, index) => each - (at[index] ?? 0));

Deno.test("keepTaskSyncing() runs it as often as is set, and once soon after all that was written together", async () => {
  const { state, keeping, pass } = syncing();
  await pass(910_000);
  assert.deepEqual(gaps(state.at), [300, 300, 300]);
  for (let written = 0; written < 5; written++) {
    keeping.noteWritten();
    await pass(100);
  }
  await pass(60_000);
  assert.equal(state.at.length, 5);
  assert.ok((gaps(state.at).at(-1) ?? 0) < 15);
  keeping[Symbol.dispose]();
  await pass(3_600_000);
  assert.equal(state.at.length, 5);
});

Deno.test("keepTaskSyncing() says once what goes wrong, and tries less and less often, whatever is written", async () => {
  const { state, keeping, pass } = syncing();
  state.wrong = "the server is away";
  await pass(4 * 3_600_000);
  keeping.noteWritten();
  await pass(10_000);
  assert.deepEqual(state.said, ["`task sync` failed: the server is away"]);
  assert.deepEqual(gaps(state.at), [300, 600, 1_200, 2_400, 3_600, 3_600]);
  state.wrong = "thrown";
  await pass(3_600_000);
  assert.deepEqual(state.said.slice(1), ["`task sync` failed: there is no task"]);
  state.wrong = null;
  await pass(3_600_000);
  const before = state.at.length;
  keeping.noteWritten();
  await pass(10_000);
  assert.equal(state.at.length, before + 1);
});

Deno.test("keepTaskSyncing() runs nothing where it is not wanted", async () => {
  const { state, keeping, pass } = syncing(null);
  keeping.noteWritten();
  await pass(3_600_000);
  assert.deepEqual(state.at, []);
});
