import assert from "node:assert/strict";
import { stateLock, taskLock, taskLockPath, withGitLock } from "@/locks/named_locks.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { LockError } from "@/locks/lock_error.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const todo2 = { layout: "todo2" } as const;

Deno.test("named locks are in .todo2 of the root with the layout todo2", async () => {
  using folder = tempFolder();
  await using task = await taskLock(folder.path, "T-42", todo2);
  await using state = await stateLock(folder.path, todo2);
  assert.equal(task.path, folder.file(".todo2/locks/task_T-42.lock"));
  assert.equal(state.path, folder.file(".todo2/state.todo2.json.lock"));
  const path = folder.file(".todo2/.git-sync.lock");
  const result = await withGitLock(folder.path, todo2, (lock) => {
    assert.equal(lock.path, path);
    assert.equal(lockStatus(path).state, "exclusive");
    return "done";
  });
  assert.deepEqual([result, lockStatus(path).state], ["done", "free"]);
});

Deno.test("named locks are in the state folder without a layout, apart for each root", async () => {
  using folder = tempFolder();
  const place = { stateDir: folder.file("state"), timeoutMs: 0 };
  await using one = await taskLock(folder.file("a"), "1", place);
  await using two = await taskLock(folder.file("b"), "1", place);
  for (const { path } of [one, two]) assert.ok(path.startsWith(folder.file("state/locks/")), path);
  await assert.rejects(taskLock(`${folder.path}/x/../a/`, "1", place), LockError);
});

Deno.test("taskLockPath() leads nowhere else, whatever the id", () => {
  for (const id of ["../../etc/passwd", "a/b", "..", "\ud800", "a\nb", "%2e"]) {
    const path = taskLockPath("/root-folder", id, todo2);
    assert.match(path, /^\/root-folder\/\.todo2\/locks\/task_[^/\n]*\.lock$/);
  }
});

Deno.test("withGitLock() inside of itself is refused at once", async () => {
  using folder = tempFolder();
  const nested = withGitLock(
    folder.path,
    todo2,
    () => withGitLock(folder.path, { ...todo2, timeoutMs: Infinity }, () => 1),
  );
  await assert.rejects(nested, { code: "LOCK_NESTED" });
});
