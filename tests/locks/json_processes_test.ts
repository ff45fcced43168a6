import assert from "node:assert/strict";
import { basename } from "node:path";
import { besideOf } from "@/locks/beside.ts";
import type { LockStrategy } from "@/locks/file_lock.ts";
import { tryFileLock } from "@/locks/file_lock.ts";
import { lockedReadJson, lockedUpdateJson } from "@/locks/json_store.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { isLong } from "@tests/support/long_form.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const times = isLong ? 500 : 60;
const kills = isLong ? 200 : 16;
const strategies: readonly LockStrategy[] = ["flock", "exclusive-file"];

for (const strategy of strategies) {
  Deno.test(`lockedUpdateJson() loses none of 8 × ${times} increments with ${strategy}`, async () => {
    using folder = tempFolder();
    const path = folder.file("count.json");
    const children = Array.from(
      { length: 8 },
      () => spawnScript("state_child.ts", ["add", path, String(times), strategy]),
    );
    for (const child of children) assert.equal(await child.line(), "ready");
    for (const child of children) await child.send("go");
    for (const child of children) {
      assert.equal((await child.ended).code, 0);
      await child[Symbol.asyncDispose]();
    }
    assert.deepEqual(await lockedReadJson(path, { strategy }), { n: 8 * times });
    const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name).toSorted();
    const lock = strategy === "flock" ? ["count.json.lock"] : [];
    assert.deepEqual(left, ["count.json", ...lock]);
  });

  Deno.test(`lockedUpdateJson() killed ${kills} times with ${strategy} leaves one version and a free lock (T14)`, async () => {
    using folder = tempFolder();
    const path = folder.file("state.json");
    for (let kill = 0; kill < kills;) {
      const batch = Array.from({ length: 4 }, (_, number) => `${path}${number}`);
      await Promise.all(batch.map((file) => killInMidWrite(file, strategy)));
      kill += batch.length;
    }
  });
}

async function killInMidWrite(path: string, strategy: LockStrategy): Promise<void> {
  const child = spawnScript("state_child.ts", ["write", path, strategy]);
  await child.line();
  const last = 1 + Math.floor(Math.random() * 20);
  for (let writes = 0; writes < last; writes++) assert.equal(await child.line(), "writes");
  child.kill("SIGKILL");
  await child.ended;
  await child[Symbol.asyncDispose]();
  const lock = tryFileLock(`${path}.lock`, { strategy });
  assert.notEqual(lock, null, "the lock is not free");
  await lock?.release();
  if (!exists(path)) return;
  const state = await lockedReadJson<{ size: number; text: string }>(path, { strategy });
  assert.ok([40_000, 10].includes(state.size));
  assert.equal(state.text, (state.size === 10 ? "b" : "a").repeat(state.size));
}

Deno.test("lockedUpdateJson() removes what a killed writer left behind", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  const left = folder.file(basename(besideOf("state.json", "tmp")));
  const foreign = folder.file(".state.json.mine.tmp");
  for (const file of [left, foreign]) Deno.writeTextFileSync(file, "half");
  const child = spawnScript("state_child.ts", ["hold", path]);
  assert.equal(await child.line(), "held");
  child.kill("SIGKILL");
  await child[Symbol.asyncDispose]();
  await lockedUpdateJson<unknown>(path, () => 1, { default: 0 });
  assert.deepEqual([exists(left), exists(foreign)], [false, true]);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
