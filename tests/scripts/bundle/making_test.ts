import assert from "node:assert/strict";
import { until } from "@tests/support/until.ts";
import { createClone, programSaying } from "./clone.ts";

Deno.test("two at once make one bundle, and leave nothing half made", async () => {
  await using clone = await createClone();
  const both = await Promise.all([clone.run(), clone.run(), clone.run()]);
  assert.deepEqual(both.map(({ said }) => said), ["one", "one", "one"]);
  await clone.isMade();
  await until("only one", () => [...Deno.readDirSync(clone.bundles)].length === 3);
  assert.deepEqual(clone.made().length, 1);
});

Deno.test("where it cannot be made the sources run, nothing is said, and it is not tried again that day", async () => {
  await using clone = await createClone();
  clone.write(
    "src/main.ts",
    `${programSaying("one")}export const never = () => import("./none.ts");\n`,
  );
  assert.equal((await clone.run()).said, "one");
  const failed = () => [...Deno.readDirSync(clone.bundles)].map(({ name }) => name).sort();
  await until("a note of the failure", () => failed().some((name) => name.endsWith(".failed")));
  await until("nothing half made", () => failed().length === 2);
  assert.equal((await clone.run()).said, "one");
  assert.equal(failed().length, 2);
});

Deno.test("without a home that can be written to the sources run", async () => {
  await using clone = await createClone();
  Deno.writeTextFileSync(`${clone.home}/file`, "");
  assert.equal((await clone.run({ XDG_CACHE_HOME: `${clone.home}/file` })).said, "one");
  assert.equal((await clone.run({ XDG_CACHE_HOME: "/proc/self/no" })).said, "one");
  assert.equal((await clone.run({ HOME: "" })).said, "one");
});
