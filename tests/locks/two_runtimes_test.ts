import assert from "node:assert/strict";
import { tryFileLock } from "@/locks/file_lock.ts";
import { bunTest, spawnInBun } from "@tests/support/bun_program.ts";
import { spawnScript } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

for (const strategy of ["flock", "exclusive-file"] as const) {
  await bunTest(
    `${strategy}: Deno and the binary's runtime count one file up together`,
    async (bun) => {
      using folder = tempFolder();
      const path = folder.file("n.json");
      const args = ["add", path, "50", strategy];
      await using one = spawnScript("state_child.ts", args);
      await using other = await spawnInBun(bun, "state_child.ts", args);
      for (const child of [one, other]) assert.equal(await child.line(), "ready");
      await Promise.all([one, other].map((child) => child.send("go")));
      const ended = await Promise.all([one.ended, other.ended]);
      assert.deepEqual(ended.map(({ code }) => code), [0, 0]);
      assert.deepEqual(JSON.parse(Deno.readTextFileSync(path)), { n: 100 });
    },
  );
}

await bunTest("a lock of the binary's runtime holds off Deno until it is killed", async (bun) => {
  using folder = tempFolder();
  const path = folder.file("n.json");
  await using holder = await spawnInBun(bun, "state_child.ts", ["hold", path, "flock"]);
  assert.equal(await holder.line(), "held");
  assert.equal(tryFileLock(`${path}.lock`), null);
  assert.equal(tryFileLock(`${path}.lock`, { shared: true }), null);
  holder.kill("SIGKILL");
  await holder.ended;
  await using lock = tryFileLock(`${path}.lock`);
  assert.equal(lock?.abandonedBy?.pid, holder.pid);
});

await bunTest(
  "a lock of Deno holds off the binary's runtime; shared ones go together",
  async (bun) => {
    using folder = tempFolder();
    const path = folder.file("n.json");
    const mine = tryFileLock(`${path}.lock`, { shared: true });
    assert.ok(mine !== null);
    await using sharing = await spawnInBun(bun, "state_child.ts", ["share", path]);
    assert.equal(await sharing.line(), "held");
    await using alone = await spawnInBun(bun, "state_child.ts", ["hold", path, "flock"]);
    const held = alone.line();
    await sharing.send("let go");
    await sharing.ended;
    await mine.release();
    assert.equal(await held, "held");
  },
);
