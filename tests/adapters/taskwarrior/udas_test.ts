import assert from "node:assert/strict";
import { join } from "node:path";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { createTaskwarrior, forEachVersion } from "@tests/support/taskwarrior.ts";

const lines = [
  "uda.notes.type=string",
  "uda.notes.label=Notes",
  "uda.assignees.type=string",
  "uda.assignees.label=Assignees",
];

forEachVersion("addMissing() writes the lines once", async (tw) => {
  const before = await Deno.readTextFile(tw.taskrc);
  const replica = replicaOf(tw);
  assert.deepEqual(await replica.udas.missingLines(signal), lines);
  const { lines: added } = await replica.udas.addMissing(signal);
  assert.equal(added, 4);
  assert.equal(await Deno.readTextFile(tw.taskrc), `${before}${lines.join("\n")}\n`);
  assert.equal((await replica.udas.addMissing(signal)).lines, 0);
  const next = replicaOf(tw);
  assert.deepEqual(await next.udas.missingLines(signal), []);
  assert.equal((await next.udas.addMissing(signal)).lines, 0);
});

forEachVersion("missingLines() knows what an included file defines", async (tw) => {
  const included = join(tw.home, "more.rc");
  await Deno.writeTextFile(included, "uda.notes.type=string\n");
  await Deno.writeTextFile(tw.taskrc, `include ${included}\n`, { append: true });
  assert.deepEqual(await replicaOf(tw).udas.missingLines(signal), lines.slice(2));
});

Deno.test("addMissing() keeps a link to the configuration, its mode, and a last line", async () => {
  await using tw = await createTaskwarrior("2.6");
  const real = join(tw.home, "dotfiles-taskrc");
  await Deno.rename(tw.taskrc, real);
  await Deno.writeTextFile(real, "color=off", { append: true });
  await Deno.chmod(real, 0o640);
  await Deno.symlink(real, tw.taskrc);
  await replicaOf(tw).udas.addMissing(signal);
  assert.equal((await Deno.lstat(tw.taskrc)).isSymlink, true);
  assert.equal(((await Deno.stat(real)).mode ?? 0) & 0o777, 0o640);
  assert.match(await Deno.readTextFile(real), /\ncolor=off\nuda\.notes\.type=string\n/);
});
