import assert from "node:assert/strict";
import { join } from "node:path";
import { countsOf, sum } from "../../scripts/gate/test_counts.ts";

const tests = `
Deno.test("passes", () => {});
Deno.test("fails", () => { throw new Error('<testsuites tests="99"> <skipped/>'); });
Deno.test.ignore("is left out", () => {});
`;

Deno.test("countsOf() counts what Deno's own report says, without what was left out", async () => {
  const folder = await Deno.makeTempDir({ prefix: "counts-" });
  try {
    await Deno.writeTextFile(join(folder, "some_test.ts"), tests);
    const report = join(folder, "report.xml");
    const args = ["test", "--no-check", "--no-config", `--junit-path=${report}`, "."];
    await new Deno.Command(Deno.execPath(), { args, cwd: folder }).output();
    assert.deepEqual(countsOf(await Deno.readTextFile(report)), { passed: 1, failed: 1 });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("countsOf() is null when there is no report", () => {
  assert.equal(countsOf(""), null);
});

Deno.test("sum() adds up", () => {
  const counts = [{ passed: 1, failed: 2 }, { passed: 3, failed: 0 }];
  assert.deepEqual(sum(counts), { passed: 4, failed: 2 });
});
