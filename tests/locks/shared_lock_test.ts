import assert from "node:assert/strict";
import { fileLock, tryFileLock, withFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

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

Deno.test("fileLock() gives the slowest of 8 processes at least half of the mean", async () => {
  using folder = tempFolder();
  await using stack = new AsyncDisposableStack();
  const children = Array.from(
    { length: 8 },
    () => stack.use(spawnScript("state_child.ts", ["turns", folder.file("data")])),
  );
  for (const child of children) assert.equal(await child.line(), "ready");
  const had = children.map(() => 0);
  for (const [number, child] of children.entries()) {
    await child.send("go");
    void (async () => {
      while (await child.line() !== null) had[number] = (had[number] ?? 0) + 1;
    })();
  }
  const mean = () => had.reduce((sum, each) => sum + each, 0) / had.length;
  // Counted in turns, not in time, which is the scheduler's; without everybody's turn it is often 2,000.
  await until("200 turns each", () => mean() >= 200 && Math.min(...had) >= mean() / 2);
  assert.ok(mean() <= 1_500, `${had.join(" ")}: the mean is ${mean()}`);
});

Deno.test("fileLock() misses nobody who lets go of the lock while its wait begins", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  const lock = await fileLock(path);
  // As the first one of a process under `deno test` does: others go on before it returns.
  const { setTimeout: usual } = globalThis;
  globalThis.setTimeout = ((...given: Parameters<typeof usual>) => {
    globalThis.setTimeout = usual;
    void lock.release();
    return usual(...given);
  }) as typeof usual;
  let next: Disposable | AsyncDisposable | null = null;
  const waiting = fileLock(path, { timeoutMs: Infinity }).then((had) => next = had);
  while (globalThis.setTimeout !== usual) await null;
  await until("the lock is had", () => next !== null);
  await (await waiting).release();
});

Deno.test("fileLock() lets others have their turn, however many of one process want it", async () => {
  using folder = tempFolder();
  const path = folder.file("data.lock");
  await (await fileLock(path)).release();
  // Another name of the same file has a line of its own, as another process has.
  const other = folder.file("other.lock");
  Deno.linkSync(path, other);
  let turns = 0;
  let othersTurns = 0;
  const isOver = () => othersTurns >= 3 || turns >= 1_000;
  /** Had until somebody of the other line was refused, and left its mark. */
  const turn = () =>
    until("somebody waits", () => isOver() || Deno.readTextFileSync(path).endsWith("\t\n"));
  const many = Array.from({ length: 4 }, async () => {
    while (!isOver()) {
      await using _lock = await fileLock(path, { timeoutMs: Infinity });
      turns++;
      await turn();
    }
  });
  for (; !isOver(); othersTurns++) {
    await using _lock = await fileLock(other, { timeoutMs: Infinity });
    await turn();
  }
  await Promise.all(many);
  assert.equal(othersTurns, 3, `beside ${turns} turns`);
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
