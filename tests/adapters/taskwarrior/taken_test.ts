import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import type { TaskRun } from "@/adapters/taskwarrior/program/program.ts";
import { takenBy } from "@/adapters/taskwarrior/program/taken.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

async function failureOf(run: Partial<TaskRun>): Promise<SyncError> {
  const ended = { code: 2, killedBy: null, stdout: new Uint8Array(), stderr: "", ...run };
  const program = { path: "task", run: () => Promise.resolve(ended) };
  const { runtime, pass } = createSimulatedTime(chanceBy(1));
  const { signal } = new AbortController();
  const failure = takenBy(program, ["(", "+a"], { runtime, signal }).then(
    () => assert.fail("it was understood"),
    (error: SyncError) => error,
  );
  await pass(10_000);
  return await failure;
}

Deno.test("takenBy() blames the filter where Taskwarrior does", async () => {
  const { code, message } = await failureOf({ stderr: "Mismatched parentheses in expression" });
  assert.equal(code, "CONFIG");
  assert.match(message, /filter `\( \+a`: .*Mismatched parentheses/);
});

Deno.test("takenBy() does not blame the filter where something else is in the way", async () => {
  const runs: readonly Partial<TaskRun>[] = [
    { stderr: "database is locked" },
    { killedBy: "SIGKILL", code: 137 },
    { stderr: "No space left on device" },
  ];
  for (const run of runs) {
    const { code, retryable, message } = await failureOf(run);
    assert.deepEqual([code, retryable], ["TASK_FAILED", true]);
    assert.doesNotMatch(message, /filter/);
  }
});
