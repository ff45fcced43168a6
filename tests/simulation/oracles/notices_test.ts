import assert from "node:assert/strict";
import {
  type Attempt,
  faultsOfSilence,
  faultsOfTelling,
} from "@tests/simulation/oracles/notices.ts";

function attempt(beganMs: number, more: Partial<Attempt> = {}, repeated = false): Attempt {
  return {
    beganMs,
    knownMs: beganMs + 5,
    isHad: true,
    notices: [{ id: "due/1", repeated }],
    ...more,
  };
}

Deno.test("faultsOfTelling() finds what is told again though it is known to be told", () => {
  assert.deepEqual(faultsOfTelling([attempt(0)]), []);
  assert.deepEqual(faultsOfTelling([attempt(0), attempt(10, {}, true)]), [
    "due/1 is told again, though it is known to be told",
  ]);
  const unknown = attempt(0, { knownMs: null });
  assert.deepEqual(faultsOfTelling([unknown, attempt(10, {}, true)]), []);
});

Deno.test("faultsOfTelling() finds what is told twice and does not say so", () => {
  const unknown = attempt(0, { knownMs: null });
  assert.deepEqual(faultsOfTelling([unknown, attempt(10)]), [
    "due/1 is told twice, and does not say so",
  ]);
  assert.deepEqual(faultsOfTelling([{ ...unknown, isHad: false }, attempt(10)]), []);
});

Deno.test("faultsOfTelling() lets another attempt take over one that takes long", () => {
  const slow = attempt(0, { knownMs: 100 });
  const over = attempt(50, { knownMs: null }, true);
  assert.deepEqual(faultsOfTelling([slow, over, attempt(200, {}, true)]), []);
});

Deno.test("faultsOfSilence() finds what is told to nobody", () => {
  const refused = attempt(0, { isHad: false, knownMs: null });
  assert.deepEqual(faultsOfSilence([refused], ["due/1"]), ["due/1 is told to nobody"]);
  assert.deepEqual(faultsOfSilence([refused, attempt(9)], ["due/1"]), []);
});
