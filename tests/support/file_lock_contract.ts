import assert from "node:assert/strict";
import { fileLock, type LockStrategy, tryFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { type Child, spawnScript } from "@tests/support/child_process.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

async function refusalOf(locking: Promise<unknown>): Promise<LockError> {
  const error = await locking.then(() => null, (thrown) => thrown);
  assert.ok(error instanceof LockError, `not refused: ${error}`);
  return error;
}

async function holdingProcess(path: string, strategy: LockStrategy): Promise<Child> {
  const child = spawnScript("lock_child.ts", ["hold", path, strategy]);
  assert.equal(await child.line(), "held");
  return child;
}

/** What a lock on a file promises by whatever strategy. */
export function fileLockContract(strategy: LockStrategy): void {
  const test = (what: string, body: (folder: TempFolder) => Promise<void>) =>
    Deno.test(`${strategy}: ${what}`, async () => {
      using folder = tempFolder();
      await body(folder);
    });

  test("fileLock() lets one at a time in, across processes and within one", async (folder) => {
    const counter = folder.file("counter");
    const path = folder.file("counter.lock");
    Deno.writeTextFileSync(counter, "0");
    const processes = Array.from(
      { length: 3 },
      () => spawnScript("lock_child.ts", ["count", path, counter, "40", strategy]),
    );
    const here = Array.from({ length: 4 }, async () => {
      for (let done = 0; done < 10; done++) {
        await using _lock = await fileLock(path, { strategy, timeoutMs: 60_000 });
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

  test("fileLock() is free at once when its holder is killed", async (folder) => {
    const path = folder.file("log.lock");
    await using holder = await holdingProcess(path, strategy);
    assert.equal(tryFileLock(path, { strategy }), null);
    holder.kill("SIGKILL");
    await holder.ended;
    await using lock = tryFileLock(path, { strategy });
    assert.notEqual(lock, null);
  });

  test("fileLock() gets the lock as soon as the holder lets go", async (folder) => {
    const path = folder.file("log.lock");
    await using holder = await holdingProcess(path, strategy);
    const waiting = fileLock(path, { strategy, timeoutMs: Infinity });
    await holder.send("let go");
    await using lock = await waiting;
    assert.equal(lock.path, path);
    assert.equal((await holder.ended).code, 0);
  });

  test("fileLock() gives up when the time is over, and says who has it", async (folder) => {
    const path = folder.file("log.lock");
    await using holder = await holdingProcess(path, strategy);
    for (const timeoutMs of [0, 30]) {
      const error = await refusalOf(fileLock(path, { strategy, timeoutMs }));
      assert.equal(error.code, "LOCK_TIMEOUT");
      assert.equal(error.path, path);
      assert.deepEqual([error.holder?.pid, error.holder?.command], [holder.pid, "a test"]);
      assert.match(error.message, new RegExp(`process ${holder.pid} .*a test`));
    }
  });

  test("fileLock() stops waiting when it is aborted, with the reason given", async (folder) => {
    const path = folder.file("log.lock");
    await using _lock = await fileLock(path, { strategy });
    const reason = new Error("the user pressed ^C");
    assert.equal(
      await fileLock(path, { strategy, signal: AbortSignal.abort(reason) }).catch((thrown) =>
        thrown
      ),
      reason,
    );
    const controller = new AbortController();
    const waiting = fileLock(path, { strategy, timeoutMs: Infinity, signal: controller.signal });
    controller.abort(reason);
    assert.equal(await waiting.catch((thrown) => thrown), reason);
  });

  test("release() a second time does not take the lock from the next holder", async (folder) => {
    const path = folder.file("log.lock");
    const first = await fileLock(path, { strategy });
    await Promise.all([first.release(), first.release()]);
    await using _second = await fileLock(path, { strategy, timeoutMs: 0 });
    await first.release();
    assert.equal(tryFileLock(path, { strategy }), null);
    assert.equal(lockStatus(path).holder?.pid, Deno.pid);
  });

  test("await using lets go of the lock when the work fails", async (folder) => {
    const path = folder.file("log.lock");
    const work = async () => {
      await using _lock = await fileLock(path, { strategy });
      throw new Error("the work failed");
    };
    await assert.rejects(work(), /the work failed/);
    await using lock = tryFileLock(path, { strategy });
    assert.notEqual(lock, null);
  });

  test("lockStatus() names a living holder and nobody else", async (folder) => {
    const path = folder.file("log.lock");
    assert.equal(lockStatus(path).holder, null);
    const holder = await holdingProcess(path, strategy);
    const seen = lockStatus(path).holder;
    assert.deepEqual([seen?.pid, seen?.host], [holder.pid, Deno.hostname()]);
    assert.ok(Date.parse(seen?.startedAt ?? "") <= Date.parse(seen?.since ?? ""));
    holder.kill("SIGKILL");
    await holder[Symbol.asyncDispose]();
    assert.notEqual(Deno.readTextFileSync(path), "", "the dead one's line is still there");
    assert.equal(lockStatus(path).holder, null);
  });

  test("fileLock() says LOCK_UNAVAILABLE where there can be no such file", async (folder) => {
    Deno.writeTextFileSync(folder.file("file"), "");
    for (const path of [folder.path, folder.file("file/log.lock")]) {
      const error = await refusalOf(fileLock(path, { strategy }));
      assert.equal(error.code, "LOCK_UNAVAILABLE");
      assert.notEqual(error.cause, undefined);
    }
  });
}
