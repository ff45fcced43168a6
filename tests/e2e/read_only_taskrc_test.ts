import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { lines } from "@tests/support/quiet.ts";
import { canMount, remount, smallDisk } from "@tests/support/small_disk.ts";
import { createWorld } from "@tests/support/world.ts";

for (const line of lines) {
  Deno.test({
    name:
      `R10: a taskrc that cannot be written costs a warning, and all else goes on (Taskwarrior ${line})`,
    ignore: !canMount,
    fn: async () => {
      await using world = await createWorld({ line });
      const taskrc = String(world.env["TASKRC"]);
      const lines = (await Deno.readTextFile(taskrc)).split("\n");
      const folder = join(dirname(taskrc), "read-only");
      await Deno.mkdir(folder);
      await using _disk = await smallDisk(folder);
      const fixed = join(folder, "taskrc");
      const bare = lines.filter((each) => !/^uda\.(notes|assignees)\./.test(each));
      await Deno.writeTextFile(fixed, bare.join("\n"));
      await remount(folder, "ro");
      await world.task("add", "Dig");
      const env = { TASKRC: fixed };
      const synced = await world.run(["sync", "--yes"], env);
      assert.equal(synced.code, 0, synced.stderr);
      assert.match(synced.stderr, /cannot write your taskrc[^]*uda\.notes\.type=string/);
      assert.equal((await world.serverTasks()).length, 1);
      const hooked = await world.run(["install", "hook", "--yes"], env);
      assert.equal(hooked.code, 0, hooked.stderr);
      assert.match(hooked.stdout + hooked.stderr, /on-exit/);
      await remount(folder, "rw");
    },
  });
}
