import assert from "node:assert/strict";
import { hookScript } from "@/app/setup/hook_script.ts";
import { gonePaths, placeNotes } from "@/app/setup/started_paths.ts";
import { unitFiles } from "@/app/setup/unit_files.ts";
import { memoryTextFiles } from "@tests/support/memory_text_files.ts";

const program = "/opt/it's here/100% deno";
const main = "/home/ada/clone/scripts/bundle/start.ts";

const texts: Readonly<Record<string, string>> = {
  hook: hookScript({
    stateDir: "/state",
    command: [program, "run", main, "hook"],
    environment: { TASKRC: "/gone/but/of/no/interest" },
  }),
  unit: unitFiles({ serve: [program, "run", main, "serve"], fullSync: [], environment: {} })
    .map(({ text }) => text).join("\n"),
};

for (const [what, text] of Object.entries(texts)) {
  Deno.test(`P5: gonePaths() finds what a ${what} starts and is not there, however it is quoted`, async () => {
    assert.deepEqual(await gonePaths(memoryTextFiles(), text), [program, main]);
    const files = memoryTextFiles({ [program]: "" });
    assert.deepEqual(await gonePaths(files, text), [main]);
    assert.deepEqual(await gonePaths(memoryTextFiles({ [program]: "", [main]: "" }), text), []);
  });
}

Deno.test("P5: placeNotes() says where a start depends on a cache or a clone, and nothing of a binary", () => {
  const npx = "/home/ada/.npm/_npx/8f/node_modules/deno/deno";
  assert.match(placeNotes([npx, "run", main]).join(), /in the cache of npx and goes.*self-install/);
  const clone = placeNotes(["/usr/bin/deno", "run", "-q", main, "hook"]).join();
  assert.match(clone, /from the clone \/home\/ada\/clone, which has to stay there/);
  assert.deepEqual(placeNotes(["/usr/bin/vikunja-sync", "hook"]), []);
});
