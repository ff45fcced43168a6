import assert from "node:assert/strict";
import { isMassDelete } from "@/domain/mass_delete.ts";

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
    assert.equal(isMassDelete({ known, gone }), isMass);
  });
}
