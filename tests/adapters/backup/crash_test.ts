import assert from "node:assert/strict";
import { backupWorld, signal } from "@tests/support/backup_world.ts";
import { spawnScript } from "@tests/support/child_process.ts";

Deno.test("create() killed at any moment leaves whole backups only, and nothing that the next one does not take away", async () => {
  using world = await backupWorld();
  for (const made of [1, 4, 9]) {
    await using child = spawnScript("backup_child.ts", [world.path]);
    const seen: string[] = [];
    while (seen.length < made) seen.push(await child.line() ?? assert.fail("it ended"));
    child.kill("SIGKILL");
    seen.push(...await child.rest());
    const paths = (await world.backups.list()).map(({ path }) => path);
    for (const path of seen) assert.ok(paths.includes(path), path);
    for (const path of paths) {
      assert.deepEqual(await world.backups.verify(path, signal), { path, problems: [] });
    }
  }
  await world.create();
  const names = [...Deno.readDirSync(world.deps.folder)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.startsWith(".making")), []);
});
