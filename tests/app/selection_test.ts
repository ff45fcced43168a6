import assert from "node:assert/strict";
import { directionsOf, selectionBy } from "@/app/run/selection.ts";
import { selectionConfig } from "@/config/selection_config.ts";
import { config } from "@tests/cli/support.ts";

const now = () => new Date("2026-11-27T12:00:00Z");

Deno.test("selectionBy() reads paths as Taskwarrior writes them, and dates from now", () => {
  const selection = selectionBy({
    config: {
      ...config,
      selection: selectionConfig({
        "selection.projects": ["Work.*"],
        "selection.done_within": { ms: 86_400_000, text: "1d" },
      }),
    },
    now,
    accountName: () => null,
  });
  assert.deepEqual(selection.now()?.projects, [["Work", "*"]]);
  assert.deepEqual(selection.now()?.doneSince, { at: "2026-11-26T12:00:00.000Z", age: "1d" });
  selection.check();
});

Deno.test("selectionBy() refuses to go on where nobody knows whose tasks are asked for", () => {
  let name: string | null = null;
  const selection = selectionBy({
    config: { ...config, selection: selectionConfig({ "selection.assigned": "me" }) },
    now,
    accountName: () => name,
  });
  assert.throws(() => selection.check(), { code: "CONFIG" });
  name = "anna";
  selection.check();
  assert.equal(selection.now()?.me, "anna");
});

Deno.test("directionsOf() is nothing where nothing is set", () => {
  assert.equal(directionsOf({ ...config, direction: null }), null);
  const direction = {
    fromVikunja: ["Team.*"],
    fromTaskwarrior: [],
    otherEdits: "keep" as const,
  };
  assert.deepEqual(directionsOf({ ...config, direction })?.fromVikunja, [["Team", "*"]]);
});
