import assert from "node:assert/strict";
import { createFileLocks } from "@/adapters/locks/file_locks.ts";
import type { LockingOptions } from "@/ports/locked_files.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

const { signal } = new AbortController();
const locks = createFileLocks(null);

/** What locks on files promise by whatever strategy. */
function fileLocksContract(strategy: LockingOptions["strategy"]): void {
  const held = { strategy, timeoutMs: 0, shared: false, holder: "a test" };
  const state = { strategy, timeoutMs: 1_000, warn: () => {} };
  const test = (what: string, body: (folder: TempFolder) => Promise<void>) =>
    Deno.test(`createFileLocks() with ${strategy}: ${what}`, async () => {
      using folder = tempFolder();
      await body(folder);
    });

  test("withFile() has the lock while the work runs, also one that fails, and no longer", async (folder) => {
    const file = folder.file("notes.md");
    const take = () => locks.withFile(file, held, () => Promise.resolve("done"), signal);
    const seen = await locks.withFile(file, held, async () => {
      const { held, holder } = locks.status(file);
      const apart = locks.withFile(
        folder.file("other"),
        { ...state, shared: false, holder: "" },
        () => Promise.resolve("apart"),
        signal,
      );
      return [held, holder?.command, await apart];
    }, signal);
    assert.deepEqual(seen, [true, "a test", "apart"]);
    assert.equal(locks.status(file).held, false);
    const failing = () => Promise.reject(new Error("the work failed"));
    await assert.rejects(locks.withFile(file, held, failing, signal), /the work failed/);
    assert.equal(await take(), "done");
  });

  test("withFile() says LOCKED, retryable, while somebody else has it", async (folder) => {
    const file = folder.file("notes.md");
    const first = Promise.withResolvers<void>();
    const work = locks.withFile(file, held, () => first.promise, signal);
    const second = locks.withFile(file, held, () => Promise.resolve(), signal);
    await assert.rejects(second, { code: "LOCKED", retryable: true });
    first.resolve();
    await work;
  });

  test("withFile() says LOCK_UNAVAILABLE where there can be no lock", async (folder) => {
    Deno.writeTextFileSync(folder.file("file"), "");
    const file = folder.file("file/notes.md");
    const taking = locks.withFile(file, held, () => Promise.resolve(), signal);
    await assert.rejects(taking, { code: "LOCK_UNAVAILABLE" });
  });

  test("withGit() says USAGE of what is in no working copy", async (folder) => {
    const taking = locks.withGit(folder.file("x"), held, () => Promise.resolve(), signal);
    await assert.rejects(taking, { code: "USAGE" });
  });

  test("updateJson() changes what is there, all updates one after the other", async (folder) => {
    const file = folder.file("state.json");
    await assert.rejects(locks.readJson(file, state, signal), { code: "NOT_FOUND" });
    const add = (before: unknown) => ({ n: ((before as { n?: number }).n ?? 0) + 1 });
    await Promise.all(
      Array.from(
        { length: 20 },
        () => locks.updateJson(file, add, { ...state, timeoutMs: 60_000 }, signal),
      ),
    );
    assert.deepEqual(await locks.readJson(file, state, signal), { n: 20 });
  });

  test("updateJson() changes nothing when the update throws", async (folder) => {
    const file = folder.file("state.json");
    await locks.updateJson(file, () => ({ n: 1 }), state, signal);
    const failing = () => {
      throw new Error("cannot change");
    };
    await assert.rejects(locks.updateJson(file, failing, state, signal), /cannot change/);
    assert.deepEqual(await locks.readJson(file, state, signal), { n: 1 });
  });

  test("readJson() says STATE_DAMAGED of what is no JSON, and updateJson() begins anew and says so", async (folder) => {
    const file = folder.file("state.json");
    Deno.writeTextFileSync(file, "{");
    await assert.rejects(locks.readJson(file, state, signal), { code: "STATE_DAMAGED" });
    const warnings: string[] = [];
    const warn = (line: string) => void warnings.push(line);
    const after = await locks.updateJson(file, (before) => before, { ...state, warn }, signal);
    assert.deepEqual(after, {});
    assert.equal(warnings.length, 1);
  });
}

fileLocksContract("flock");
fileLocksContract("exclusive-file");
