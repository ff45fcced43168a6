import assert from "node:assert/strict";
import { createClone, programSaying } from "./clone.ts";

const isBundle = (from: string) => /\/bundles\/[0-9a-f]{16}\/main\.js$/.test(from);

Deno.test("start runs the sources first, then their bundle, and never one of older sources", async () => {
  await using clone = await createClone();
  assert.ok((await clone.run()).from.endsWith("/src/main.ts"));
  await clone.isMade();
  const bundled = await clone.run();
  assert.ok(isBundle(bundled.from), bundled.from);
  assert.equal(bundled.said, "one");
  // Of the same length, and with the time of change put back: only the kernel's own time tells.
  const { atime, mtime } = Deno.statSync(`${clone.home}/../clone/src/main.ts`);
  clone.write("src/main.ts", programSaying("two"));
  Deno.utimeSync(`${clone.home}/../clone/src/main.ts`, atime ?? 0, mtime ?? 0);
  const changed = await clone.run();
  assert.deepEqual([changed.said, isBundle(changed.from)], ["two", false]);
  await clone.isMade(2);
  const again = await clone.run();
  assert.deepEqual([again.said, isBundle(again.from)], ["two", true]);
});

Deno.test("a bundle that is cut, or that others may write to, is not run", async () => {
  await using clone = await createClone();
  await clone.run();
  await clone.isMade();
  const folder = `${clone.bundles}/${clone.made()[0]}`;
  Deno.chmodSync(folder, 0o777);
  assert.ok(!isBundle((await clone.run()).from));
  Deno.chmodSync(folder, 0o700);
  assert.ok(isBundle((await clone.run()).from));
  Deno.writeTextFileSync(`${folder}/main.js`, "export {");
  assert.ok((await clone.run()).from.endsWith("/src/main.ts"));
});
