import assert from "node:assert/strict";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { testFiles, writeTestGroups } from "../../scripts/gate/test_groups.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

Deno.test("writeTestGroups() puts each test file into one group, the longest first, neighbours apart", () => {
  using folder = tempFolder();
  const names = (count: number) => Array.from({ length: count }, (_, at) => `${at + 10}_test.ts`);
  const files = [
    ...names(59).map((name) => `a/${name}`),
    ...names(10).map((name) => `e2e/${name}`),
  ];
  for (const sub of ["a", "e2e"]) Deno.mkdirSync(folder.file(`tests/${sub}`), { recursive: true });
  for (const file of [...files, "a/support.ts", "a/latest.ts"]) {
    Deno.writeTextFileSync(folder.file(`tests/${file}`), "");
  }
  const found = testFiles(folder.path, "tests");
  assert.deepEqual(found, files.map((file) => `tests/${file}`));
  const groups = writeTestGroups(folder.path, found, folder.path).map((path) =>
    [...Deno.readTextFileSync(path).matchAll(/import "(.*)";/g)].map(([, url = ""]) =>
      relative(folder.path, fileURLToPath(url))
    )
  );
  assert.deepEqual(groups.flat().toSorted(), found);
  assert.deepEqual(groups.map((group) => group.length), [5, 5, 30, 29]);
  assert.deepEqual(groups.map((group) => group[0]), [
    "tests/e2e/10_test.ts",
    "tests/e2e/11_test.ts",
    "tests/a/10_test.ts",
    "tests/a/11_test.ts",
  ]);
});
