import assert from "node:assert/strict";
import { fileLock, type LockStrategy, tryFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { type Child, spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const exclusive = { strategy: "exclusive-file" } as const;
const longAgo = new Date(Date.now() - 3_600_000);

async function holder(path: string, strategy: LockStrategy = "exclusive-file"): Promise<Child> {
  const child = spawnScript("state_child.ts", ["hold", path, strategy]);
  assert.equal(await child.line(), "held");
  return child;
}

async function deadHolder(path: string): Promise<void> {
  const child = await holder(path);
  child.kill("SIGKILL");
  await child[Symbol.asyncDispose]();
}

Deno.test("fileLock() with exclusive-file has the file there while it holds, and no longer", async () => {
  using folder = tempFolder();
  const path = folder.file("deep/data.lock");
  {
    await using _lock = await fileLock(path, { ...exclusive, holder: "me" });
    assert.equal(JSON.parse(Deno.readTextFileSync(path)).command, "me");
    assert.throws(() => Deno.openSync(path, { write: true, createNew: true }));
    assert.equal(tryFileLock(path, exclusive), null);
    assert.equal(lockStatus(path).holder?.pid, Deno.pid);
  }
  assert.deepEqual([...Deno.readDirSync(folder.file("deep"))], []);
});

Deno.test("flock and exclusive-file exclude each other on one file", async () => {
  using folder = tempFolder();
  const strategies: readonly LockStrategy[] = ["flock", "exclusive-file"];
  for (const first of strategies) {
    for (const second of strategies) {
      const path = folder.file(`${first} ${second}`);
      await using child = await holder(path, first);
      const options = { strategy: second, timeoutMs: 0 };
      const error = await fileLock(`${path}.lock`, options).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof LockError && error.code === "LOCK_TIMEOUT", String(error));
      assert.equal(error.holder?.pid, child.pid);
      const waiting = fileLock(`${path}.lock`, { strategy: second, timeoutMs: Infinity });
      await child.send("let go");
      await (await waiting).release();
    }
  }
});

Deno.test("exclusive-file is free at once when its holder is killed", async () => {
  using folder = tempFolder();
  const path = folder.file("data");
  await deadHolder(path);
  await using lock = tryFileLock(`${path}.lock`, exclusive);
  assert.equal(lock?.abandonedBy?.command, "a test");
});

Deno.test("exclusive-file takes a recycled PID for no holder (T32)", async () => {
  using folder = tempFolder();
  const path = folder.file("data");
  await deadHolder(path);
  const line = JSON.parse(Deno.readTextFileSync(`${path}.lock`));
  for (const kernelLocked of [true, false]) {
    const recycled = { ...line, pid: Deno.ppid, kernelLocked };
    Deno.writeTextFileSync(`${path}.lock`, JSON.stringify(recycled) + "\n");
    await using lock = tryFileLock(`${path}.lock`, exclusive);
    assert.notEqual(lock, null, `kernel lock: ${kernelLocked}`);
  }
});

Deno.test("exclusive-file never breaks a fresh lock whose holder cannot be told, and does when it is old (T32)", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  const elsewhere = { pid: 1, host: "another host", kernelLocked: true };
  for (const text of ["", "{", "1234\n", `${JSON.stringify(elsewhere)}\n`]) {
    Deno.writeTextFileSync(path, text);
    assert.equal(tryFileLock(path, exclusive), null, `fresh: ${text}`);
    assert.equal(Deno.readTextFileSync(path), text);
    Deno.utimeSync(path, longAgo, longAgo);
    assert.equal(tryFileLock(path, { ...exclusive, staleMs: 7_200_000 }), null, `younger: ${text}`);
    await using lock = tryFileLock(path, exclusive);
    assert.notEqual(lock, null, `old: ${text}`);
  }
  const alive = `${Deno.pid}\n${Deno.hostname()}\n`;
  Deno.writeTextFileSync(path, alive);
  assert.equal(tryFileLock(path, exclusive), null, "PID and host of another program, alive");
  Deno.writeTextFileSync(path, alive.replace(/^\d+/, "4194303"));
  await using lock = tryFileLock(path, exclusive);
  assert.notEqual(lock, null, "PID and host of another program, dead");
});

Deno.test("exclusive-file is not broken while its holder lives, however old the file is", async () => {
  using folder = tempFolder();
  const path = folder.file("data");
  await using _child = await holder(path);
  Deno.utimeSync(`${path}.lock`, longAgo, longAgo);
  assert.equal(tryFileLock(`${path}.lock`, { ...exclusive, staleMs: 1 }), null);
});

Deno.test("exclusive-file is broken by exactly one of many (T32)", async () => {
  using folder = tempFolder();
  for (let round = 0; round < 5; round++) {
    const path = folder.file(`data${round}`);
    Deno.writeTextFileSync(`${path}.lock`, "");
    Deno.utimeSync(`${path}.lock`, longAgo, longAgo);
    const children = Array.from(
      { length: 6 },
      () => spawnScript("state_child.ts", ["add", path, "20", "exclusive-file"]),
    );
    for (const child of children) await child.line();
    for (const child of children) await child.send("go");
    for (const child of children) {
      assert.equal((await child.ended).code, 0);
      await child[Symbol.asyncDispose]();
    }
    assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), { n: 120 });
  }
});

Deno.test("release() leaves a lock alone that is somebody else's by now", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  const lock = await fileLock(path, exclusive);
  Deno.removeSync(path);
  Deno.writeTextFileSync(path, "theirs");
  await lock.release();
  assert.equal(Deno.readTextFileSync(path), "theirs");
});

Deno.test("exclusive-file cannot be shared, and cannot be where a folder is", async () => {
  using folder = tempFolder();
  const refused = async (path: string, shared: boolean) => {
    const error = await fileLock(path, { ...exclusive, shared }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof LockError);
    return error.code;
  };
  assert.equal(await refused(folder.file("data.lock"), true), "LOCK_UNSUPPORTED");
  assert.equal(await refused(folder.path, false), "LOCK_UNAVAILABLE");
});
