import assert from "node:assert/strict";
import fc from "fast-check";
import { sides, type Task } from "@/domain/task.ts";
import { assertEqualSides, shown } from "@tests/support/random_person.ts";
import {
  anything,
  calm,
  change,
  choose,
  ordinary,
  side,
  started,
  take,
} from "@tests/support/random_steps.ts";

Deno.test("decide() ends with equal sides and nothing lost or doubled, whatever was edited or cut", () => {
  fc.assert(
    fc.property(side, fc.array(ordinary, { maxLength: 40 }), (origin, steps) => {
      const run = started(origin);
      for (const next of steps) take(run, next);
      calm(run);
      assertEqualSides(run.sim);
      run.person.assertNothingLost();
      run.person.assertNothingDoubled();
    }),
    { numRuns: 1_500 },
  );
});

Deno.test("decide() ends with equal sides after deletions, repetitions and picked conflicts as well", () => {
  fc.assert(
    fc.property(side, fc.array(anything, { maxLength: 40 }), (origin, steps) => {
      const run = started(origin);
      for (const next of steps) take(run, next);
      calm(run);
      assertEqualSides(run.sim);
      run.person.assertNothingLost();
      run.person.assertNothingDoubled();
    }),
    { numRuns: 1_500 },
  );
});

Deno.test("decide() writes nothing more on three further looks (trap T16)", () => {
  fc.assert(
    fc.property(side, fc.array(anything, { maxLength: 25 }), (origin, steps) => {
      const run = started(origin);
      for (const next of steps) take(run, next);
      calm(run);
      const count = () => [run.sim.events.length, ...sides.map((each) => run.sim[each].writes)];
      const before = count();
      for (let pass = 0; pass < 3; pass++) {
        for (const each of sides) run.sim.look(each);
        for (const each of sides) run.sim.push(each);
      }
      assert.deepEqual(count(), before);
    }),
    { numRuns: 300 },
  );
});

Deno.test("decide() makes exactly one write on the other side for any single edit (trap T16)", () => {
  fc.assert(
    fc.property(side, side, change, (origin, edited, change) => {
      const { sim } = started(origin);
      const before = sides.reduce((sum, each) => sum + sim[each].writes, 0);
      sim.pass(60);
      const id = choose(sim, edited, 0);
      const task = sim[edited].tasks.get(id)?.task;
      sim[edited].edit(id, change);
      sim.rest();
      const writes = sides.reduce((sum, each) => sum + sim[each].writes, 0) - before;
      const [field] = Object.keys(change) as (keyof Task)[];
      const isSame = field !== undefined &&
        shown(field, task?.[field]) === shown(field, change[field]);
      assert.equal(writes, isSame ? 0 : 1);
    }),
    { numRuns: 300 },
  );
});
