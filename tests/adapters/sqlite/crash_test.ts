import assert from "node:assert/strict";
import { spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

Deno.test("append() has kept everything it acknowledged when the process is killed", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  for (const round of [1, 2, 3]) {
    const acknowledged = await appendUntilKilled(path, 40 * round);
    using log = logAt(path);
    assert.deepEqual(log.integrity(), []);
    for (const [name, version] of acknowledged) {
      const left = log.store.streamVersion(`${name}-left`);
      assert.ok(left >= version, `${name}: ${left} of ${version}`);
      assert.equal(log.store.readStream(`${name}-right`).length, left);
    }
    log.close();
    Deno.removeSync(path);
  }
});

async function appendUntilKilled(
  path: string,
  lines: number,
): Promise<ReadonlyMap<string, number>> {
  await using child = spawnScript("log_child.ts", ["pairs", path]);
  const seen: string[] = [];
  while (seen.length < lines) {
    const line = await child.line();
    assert.notEqual(line, null);
    seen.push(line ?? "");
  }
  child.kill("SIGKILL");
  seen.push(...await child.rest());
  return new Map(seen.map((line) => {
    const [name, version] = line.split(" ");
    return [name ?? "", Number(version)];
  }));
}

Deno.test("append() loses and doubles nothing when two processes write at once", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  const count = 150;
  await using one = spawnScript("log_child.ts", ["shared", path, `${count}`]);
  await using two = spawnScript("log_child.ts", ["shared", path, `${count}`]);
  assert.deepEqual(await Promise.all([one.line(), two.line()]), ["done", "done"]);
  assert.deepEqual((await Promise.all([one.ended, two.ended])).map((end) => end.code), [0, 0]);
  using log = logAt(path);
  assert.equal(log.store.streamVersion("shared"), 2 * count);
  for (const { pid } of [one, two]) {
    assert.equal(log.store.readStream(`own-${pid}`).length, count);
  }
  assert.deepEqual(log.integrity(), []);
});

Deno.test("integrity() finds a log whole while another process writes it", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  await using child = spawnScript("log_child.ts", ["pairs", path]);
  assert.notEqual(await child.line(), null);
  using log = logAt(path);
  for (let look = 0; look < 10; look++) assert.deepEqual(log.integrity(), []);
  child.kill("SIGKILL");
});
