import assert from "node:assert/strict";
import { fileLock, tryFileLock, withFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

Deno.test("fileLock() shared lets others share it and keeps those out who want it alone", async () => {
  using folder = tempFolder();
  const path = folder.file("data");
  await using child = spawnScript("state_child.ts", ["share", path]);
  assert.equal(await child.line(), "held");
  assert.equal(tryFileLock(`${path}.lock`), null);
  assert.equal(lockStatus(`${path}.lock`).state, "shared");
  const first = await fileLock(`${path}.lock`, { shared: true });
  const second = await fileLock(`${path}.lock`, { shared: true });
  await child.send("let go");
  assert.equal((await child.ended).code, 0);
  await first.release();
  assert.equal(tryFileLock(`${path}.lock`), null);
  await second.release();
  assert.equal(lockStatus(`${path}.lock`).state, "free");
  await using alone = tryFileLock(`${path}.lock`);
  assert.notEqual(alone, null);
  assert.equal(tryFileLock(`${path}.lock`, { shared: true }), null);
});

Deno.test("fileLock() serves those who wait in one process in the order they came", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  const order: number[] = [];
  const lock = await fileLock(path);
  const waiting = Array.from({ length: 20 }, async (_, number) => {
    await using _lock = await fileLock(path);
    order.push(number);
  });
  await lock.release();
  await Promise.all(waiting);
  assert.deepEqual(order, Array.from({ length: 20 }, (_, number) => number));
});

Deno.test("fileLock() starves none of 8 processes", async () => {
  using folder = tempFolder();
  const path = folder.file("data");
  const children = Array.from(
    { length: 8 },
    () => spawnScript("state_child.ts", ["turns", path, "1500"]),
  );
  for (const child of children) assert.equal(await child.line(), "ready");
  for (const child of children) await child.send("go");
  const had: number[] = [];
  for (const child of children) {
    had.push(Number(await child.line()));
    await child[Symbol.asyncDispose]();
  }
  const mean = had.reduce((sum, each) => sum + each, 0) / had.length;
  // What the scheduler gives them is not ours; on a quiet machine the slowest has more than half of the mean.
  assert.ok(Math.min(...had) >= mean / 20, `${had.join(" ")}: the mean is ${mean}`);
});

Deno.test("withFileLock() refuses the same lock inside of it, and gives it to what runs on after it", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  let after: Promise<unknown> = Promise.resolve();
  const gate = Promise.withResolvers<void>();
  await withFileLock(path, {}, async () => {
    const nested = await fileLock(path, { timeoutMs: Infinity }).catch((thrown: unknown) => thrown);
    assert.ok(nested instanceof LockError && nested.code === "LOCK_NESTED", String(nested));
    await using _other = await fileLock(`${path}2`);
    after = gate.promise.then(() => withFileLock(path, {}, () => "had it"));
  });
  gate.resolve();
  assert.equal(await after, "had it");
});
