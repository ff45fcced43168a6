import assert from "node:assert/strict";
import { byOwner } from "@/app/hosts/owner_operations.ts";
import { errorAnswer, outputAnswer } from "@/app/hosts/owner_answer.ts";
import { SyncError } from "@/domain/errors.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { operationsOf } from "@tests/support/operations.ts";

const asking = { signal: new AbortController().signal, progress: () => {} };
const locked = new SyncError("LOCKED", "Cannot take the list", { retryable: true });

/** An owner that answers so, one after the other; `null`: nobody owns the list. */
function ownerWorld(answers: readonly (string | null)[], here: () => Promise<number>) {
  const left = [...answers];
  const asked: (readonly [string, unknown])[] = [];
  const operations = byOwner(operationsOf({ retryDrop: here }), {
    ask(operation, input) {
      asked.push([operation, JSON.parse(input)]);
      return Promise.resolve(left.shift() ?? null);
    },
    uuidOf: (number) => Promise.resolve(`uuid of ${number}`),
  });
  return { ...operations, asked };
}

const nowhere = () => Promise.reject(new Error("not asked for here"));

Deno.test("byOwner() asks the owner where there is one, with the tasks that the numbers mean here", async () => {
  const { retryDrop, claimNextTask, ...world } = ownerWorld(
    [outputAnswer(4), outputAnswer({ ok: false, task: null })],
    nowhere,
  );
  assert.equal(await retryDrop({ task: "12" }, asking), 4);
  const filter = { project: "12", tag: null, unready: false };
  await claimNextTask({ filter, agent: "12", forMs: 1 }, asking);
  assert.deepEqual(world.asked, [
    ["retryDrop", { task: "uuid of 12" }],
    ["claimNextTask", { filter, agent: "12", forMs: 1 }],
  ]);
  const many = ownerWorld([outputAnswer({ ok: false, task: null })], nowhere);
  const tasks = ["7", "#7", "0a1b2c3d", "12345678"];
  await assert.rejects(many.batchClaimTasks({ tasks, agent: "ada", forMs: 1 }, asking));
  const [, input] = many.asked[0] ?? [];
  assert.deepEqual((input as { tasks: unknown }).tasks, [
    "uuid of 7",
    "#7",
    "0a1b2c3d",
    "12345678",
  ]);
});

Deno.test("byOwner() does it here where nobody owns the list, and asks whoever took it meanwhile", async () => {
  const free = ownerWorld([null], () => Promise.resolve(2));
  assert.equal(await free.retryDrop({ task: "a" }, asking), 2);
  const taken = ownerWorld([null, outputAnswer(3)], () => Promise.reject(locked));
  assert.equal(await taken.retryDrop({ task: "a" }, asking), 3);
  const kept = ownerWorld([null, null], () => Promise.reject(locked));
  assert.equal(await refusal(kept.retryDrop({ task: "a" }, asking)), locked);
});

Deno.test("byOwner() fails as the owner did, and says so where it cannot understand it", async () => {
  const wrong = new SyncError("NOT_FOUND", "Cannot find it", { hint: "Look.", retryable: false });
  const failing = ownerWorld([errorAnswer(wrong)], nowhere);
  const { code, message, hint } = await refusal(failing.retryDrop({ task: "a" }, asking));
  assert.deepEqual([code, message, hint], ["NOT_FOUND", "Cannot find it", "Look."]);
  const older = ownerWorld(['{"output":{"other":1}}', '{"said":1}'], nowhere);
  for (let time = 0; time < 2; time++) {
    const error = await refusal(older.retryDrop({ task: "a" }, asking));
    assert.equal(error.code, "DAEMON_VERSION");
  }
});
