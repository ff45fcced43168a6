import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import { guardMassDelete, isMassDelete } from "@/domain/mass_delete.ts";

const cases: readonly (readonly [known: number, gone: number, isMass: boolean])[] = [
  [0, 0, false],
  [1, 1, false],
  [2, 2, true],
  [10, 9, false],
  [10, 10, true],
  [49, 10, false],
  [49, 11, true],
  [54, 11, true],
  [55, 11, false],
  [56, 11, false],
  [1000, 100, false],
  [1000, 101, true],
];

for (const [known, gone, isMass] of cases) {
  Deno.test(`isMassDelete() ${isMass ? "stops" : "lets through"} ${gone} of ${known} (trap T13)`, () => {
    assert.equal(isMassDelete({ side: "vikunja", known, gone }), isMass);
  });
}

Deno.test("guardMassDelete() names what lets it through", () => {
  assert.throws(
    () => guardMassDelete({ side: "taskwarrior", known: 5, gone: 5 }),
    (error: SyncError) =>
      error.code === "MASS_DELETE" && error.message.includes("MASS_DELETE") &&
      (error.hint ?? "").includes("--allow-mass-delete"),
  );
});
