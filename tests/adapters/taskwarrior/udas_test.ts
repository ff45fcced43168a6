import assert from "node:assert/strict";
import { join } from "node:path";
import type { TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import { udaLines } from "@tests/support/uda_lines.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { createTaskwarrior, forEachVersion } from "@tests/support/taskwarrior.ts";

async function missingLines(replica: TaskwarriorReplica): Promise<readonly string[]> {
  return (await replica.udas.missing(signal)).flatMap((uda) => uda.lines);
}

forEachVersion("addMissing() writes the lines once", async (tw) => {
  const before = await Deno.readTextFile(tw.taskrc);
  const replica = replicaOf(tw);
  assert.deepEqual(await missingLines(replica), udaLines);
  const { lines: added } = await replica.udas.addMissing(signal);
  assert.equal(added, udaLines.length);
  assert.deepEqual(udaLines.slice(0, 2), ["uda.notes.type=string", "uda.notes.label=Notes"]);
  assert.equal(await Deno.readTextFile(tw.taskrc), `${before}${udaLines.join("\n")}\n`);
  assert.equal((await replica.udas.addMissing(signal)).lines, 0);
  const next = replicaOf(tw);
  assert.deepEqual(await missingLines(next), []);
  assert.equal((await next.udas.addMissing(signal)).lines, 0);
});

forEachVersion("missing() knows what an included file defines", async (tw) => {
  const included = join(tw.home, "more.rc");
  await Deno.writeTextFile(included, "uda.notes.type=string\n");
  await Deno.writeTextFile(tw.taskrc, `include ${included}\n`, { append: true });
  assert.deepEqual(await missingLines(replicaOf(tw)), udaLines.slice(2));
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
