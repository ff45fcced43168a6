import assert from "node:assert/strict";
import { fileLock, tryFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { type Child, spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

async function refusalOf(locking: Promise<unknown>): Promise<LockError> {
  const error = await locking.then(() => null, (thrown) => thrown);
  assert.ok(error instanceof LockError, `not refused: ${error}`);
  return error;
}

async function holdingProcess(path: string): Promise<Child> {
  const child = spawnScript("lock_child.ts", ["hold", path]);
  assert.equal(await child.line(), "held");
  return child;
}

Deno.test("fileLock() lets one at a time in, across processes and within one", async () => {
  using folder = tempFolder();
  const counter = folder.file("counter");
  const path = folder.file("counter.lock");
  Deno.writeTextFileSync(counter, "0");
  const processes = Array.from(
    { length: 3 },
    () => spawnScript("lock_child.ts", ["count", path, counter, "40"]),
  );
  const here = Array.from({ length: 4 }, async () => {
    for (let done = 0; done < 10; done++) {
      await using _lock = await fileLock(path, { timeoutMs: 60_000 });
      const before = Number(await Deno.readTextFile(counter));
      await Deno.writeTextFile(counter, `${before + 1}`);
    }
  });
  await Promise.all(here);
  for (const child of processes) {
    assert.equal((await child.ended).code, 0);
    await child[Symbol.asyncDispose]();
  }
  assert.equal(Deno.readTextFileSync(counter), "160");
});

Deno.test("fileLock() is free at once when its holder is killed", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  await using holder = await holdingProcess(path);
  assert.equal(tryFileLock(path), null);
  holder.kill("SIGKILL");
  await holder.ended;
  await using lock = tryFileLock(path);
  assert.notEqual(lock, null);
});

Deno.test("fileLock() gets the lock as soon as the holder lets go", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  await using holder = await holdingProcess(path);
  const waiting = fileLock(path, { timeoutMs: Infinity });
  await holder.send("let go");
  await using lock = await waiting;
  assert.equal(lock.path, path);
  assert.equal((await holder.ended).code, 0);
});

Deno.test("fileLock() gives up when the time is over, and says who has it", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  await using holder = await holdingProcess(path);
  for (const timeoutMs of [0, 30]) {
    const error = await refusalOf(fileLock(path, { timeoutMs }));
    assert.equal(error.code, "LOCK_TIMEOUT");
    assert.equal(error.path, path);
    assert.deepEqual([error.holder?.pid, error.holder?.command], [holder.pid, "a test"]);
    assert.match(error.message, new RegExp(`process ${holder.pid} .*a test`));
  }
});

Deno.test("fileLock() stops waiting when it is aborted, with the reason given", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  await using _lock = await fileLock(path);
  const reason = new Error("the user pressed ^C");
  assert.equal(
    await fileLock(path, { signal: AbortSignal.abort(reason) }).catch((thrown) => thrown),
    reason,
  );
  const controller = new AbortController();
  const waiting = fileLock(path, { timeoutMs: Infinity, signal: controller.signal });
  controller.abort(reason);
  assert.equal(await waiting.catch((thrown) => thrown), reason);
});

Deno.test("release() a second time does not take the lock from the next holder", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  const first = await fileLock(path);
  await Promise.all([first.release(), first.release()]);
  await using _second = await fileLock(path, { timeoutMs: 0 });
  await first.release();
  assert.equal(tryFileLock(path), null);
  assert.equal(lockStatus(path).holder?.pid, Deno.pid);
});

Deno.test("await using lets go of the lock when the work fails", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  const work = async () => {
    await using _lock = await fileLock(path);
    throw new Error("the work failed");
  };
  await assert.rejects(work(), /the work failed/);
  await using lock = tryFileLock(path);
  assert.notEqual(lock, null);
});

Deno.test("fileLock() makes folders and file, and leaves the file there", async () => {
  using folder = tempFolder();
  const path = folder.file("state/deeper/log.lock");
  await (await fileLock(path)).release();
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.equal((Deno.statSync(folder.file("state")).mode ?? 0) & 0o777, 0o700);
  assert.match(Deno.readTextFileSync(path), /^free *\n$/);
});

Deno.test("lockStatus() names a living holder and nobody else", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  assert.equal(lockStatus(path).holder, null);
  const holder = await holdingProcess(path);
  const seen = lockStatus(path).holder;
  assert.deepEqual([seen?.pid, seen?.host], [holder.pid, Deno.hostname()]);
  assert.ok(Date.parse(seen?.startedAt ?? "") <= Date.parse(seen?.since ?? ""));
  holder.kill("SIGKILL");
  await holder[Symbol.asyncDispose]();
  assert.notEqual(Deno.readTextFileSync(path), "", "the dead one's line is still there");
  assert.equal(lockStatus(path).holder, null);
});

Deno.test("fileLock() cares for nothing that is written in the file (T32)", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  const recycled = JSON.stringify({
    pid: Deno.pid,
    host: Deno.hostname(),
    startedAt: "",
    since: "",
  });
  for (const stale of ["", "{", "1234\n", recycled, "1234\n".padEnd(5_000)]) {
    Deno.writeTextFileSync(path, stale);
    await using _lock = await fileLock(path, { timeoutMs: 0, holder: "me" });
    const written = Deno.readTextFileSync(path);
    assert.equal(JSON.parse(written).command, "me");
    assert.equal(written.trim().split("\n").length, 1);
  }
});

Deno.test("fileLock() says LOCK_UNAVAILABLE where there can be no such file", async () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file("file"), "");
  for (const path of [folder.path, folder.file("file/log.lock")]) {
    const error = await refusalOf(fileLock(path));
    assert.equal(error.code, "LOCK_UNAVAILABLE");
    assert.notEqual(error.cause, undefined);
  }
});
