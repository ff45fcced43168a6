import assert from "node:assert/strict";
import { editsAsked } from "@/app/asked.ts";
import { SyncError } from "@/domain/errors.ts";
import type { NewTask } from "@/ports/task_edits.ts";
import type { Ask, EitherName } from "@/ports/operations_table.ts";

const { signal } = new AbortController();
const milk: NewTask = { uuid: null, title: "milk", changes: {} };

/** Gives it a name of its own, and says how to ask for it again. */
async function refused(error: SyncError, task: NewTask): Promise<SyncError> {
  const ask = (() => Promise.reject(error)) as Ask<EitherName>;
  return await editsAsked(ask, () => "u-1").add(task, signal).then(
    () => assert.fail("it was added"),
    (thrown: SyncError) => thrown,
  );
}

Deno.test("editsAsked() names a new task itself, and says how it is not made twice where it may have been", async () => {
  const options = { retryable: true, retryAfterMs: 500, hint: "Look.", details: { pid: 7 } };
  const gone = new SyncError("DAEMON_GONE", "it ended", options);
  const { code, message, retryable, retryAfterMs, hint, details } = await refused(gone, milk);
  assert.deepEqual([code, message], ["DAEMON_GONE", "it ended"]);
  assert.deepEqual({ retryable, retryAfterMs, hint, details }, {
    ...options,
    hint: "Look. Run it again with --uuid u-1: then it is not made twice.",
  });
  const { hint: own } = await refused(gone, { ...milk, uuid: "u-2" });
  assert.match(own ?? "", /--uuid u-2/);
  const usage = new SyncError("USAGE", "no such field");
  assert.equal(await refused(usage, milk), usage);
});
