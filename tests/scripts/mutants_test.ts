import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { mutants } from "../../scripts/simulate/mutants.ts";

const root = resolve(import.meta.dirname ?? ".", "../..");

Deno.test("every mutant finds its place in the code, and no other", async () => {
  for (const { name, edits } of mutants) {
    for (const { file, find } of edits) {
      const text = await Deno.readTextFile(join(root, file));
      assert.equal(text.split(find).length, 2, `${name}: ${file}`);
    }
  }
});
