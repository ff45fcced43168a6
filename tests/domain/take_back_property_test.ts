import assert from "node:assert/strict";
import fc from "fast-check";
import { sides } from "@/domain/task.ts";
import { assertEqualSides } from "@tests/support/random_person.ts";
import {
  anything,
  calm,
  carrying,
  done,
  fate,
  ordinary,
  side,
  started,
  take,
} from "@tests/support/random_steps.ts";
import {
  assertSeen,
  momentOf,
  seen,
  seenRoughly,
  takeBackAll,
} from "@tests/support/taking_back.ts";

const history = fc.array(ordinary, { maxLength: 12 });

Deno.test("decide() takes an operation back, and that again, on both sides in every field", () => {
  fc.assert(
    fc.property(
      side,
      history,
      fc.array(done, { minLength: 1, maxLength: 3 }),
      (origin, steps, operation) => {
        const run = started(origin);
        const { sim } = run;
        for (const next of steps) take(run, next);
        calm(run);
        const [before, wasSeen] = [momentOf(sim), seen(sim)];
        for (const next of operation) take(run, next);
        sim.rest();
        const [after, isSeen] = [momentOf(sim), seen(sim)];
        takeBackAll(sim, before, after);
        sim.rest();
        assertSeen(sim, wasSeen);
        assertEqualSides(sim);
        const undone = momentOf(sim);
        takeBackAll(sim, after, undone);
        sim.rest();
        assertSeen(sim, isSeen);
        assertEqualSides(sim);
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("decide() ends with equal sides and nothing lost, whatever is taken back among all else", () => {
  const back = fc.record({ do: fc.constant("take back" as const), from: fc.nat(), upTo: fc.nat() });
  const steps = fc.array(
    fc.oneof({ weight: 9, arbitrary: anything }, { weight: 1, arbitrary: back }),
    {
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(side, steps, (origin, steps) => {
      const run = started(origin);
      const moments = [momentOf(run.sim)];
      for (const next of steps) {
        if (next.do === "take back") {
          const [first, last] = [next.from, next.upTo].map((at) => at % moments.length).sort((
            a,
            b,
          ) => a - b);
          run.person.takeBack(moments[first ?? 0] ?? new Map(), moments[last ?? 0] ?? new Map());
        } else take(run, next);
        moments.push(momentOf(run.sim));
      }
      calm(run);
      assertEqualSides(run.sim);
      run.person.assertNothingLost();
      run.person.assertNothingDoubled();
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("decide() takes an operation back whatever becomes of its writes and of those of the taking back", () => {
  const cut = fc.array(carrying, { maxLength: 8 });
  fc.assert(
    fc.property(
      side,
      history,
      done,
      cut,
      cut,
      fate,
      (origin, steps, operation, before, after, fate) => {
        const run = started(origin);
        const { sim } = run;
        for (const next of steps) take(run, next);
        calm(run);
        const [start, wasSeen] = [momentOf(sim), seenRoughly(sim)];
        take(run, operation);
        sim.look(...sides);
        for (const next of before) take(run, next);
        // Whoever takes it back waits for what is under way.
        for (const each of sides) {
          sim.deliver(each);
          sim.push(each, fate);
        }
        takeBackAll(sim, start, momentOf(sim));
        for (const next of after) take(run, next);
        sim.rest();
        assert.deepEqual(seenRoughly(sim), wasSeen);
      },
    ),
    { numRuns: 700 },
  );
});
