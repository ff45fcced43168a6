import assert from "node:assert/strict";
import { conflictsConfig } from "@/config/conflicts_config.ts";
import { directionConfig } from "@/config/direction_config.ts";

Deno.test("conflictsConfig() has a rule for all, for fields and for projects", () => {
  assert.equal(conflictsConfig({}), null);
  const config = conflictsConfig({
    "conflicts.due": "ask",
    "conflicts.vikunja_in": ["Team.*"],
  });
  assert.deepEqual(config, {
    winner: "newer",
    byField: { dueAt: "ask" },
    byProject: [{ projects: ["Team.*"], rule: "vikunja" }],
  });
});

Deno.test("directionConfig() is nothing without a project", () => {
  assert.equal(directionConfig({ "direction.other_edits": "put-back" }), null);
});
