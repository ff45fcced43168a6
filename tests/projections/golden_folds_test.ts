import assert from "node:assert/strict";
import { emptyPair, unseen } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import { upcasts } from "@/domain/upcast.ts";
import { statesOf } from "@tests/support/golden_folds.ts";
import { goldenLogs, type WrongVersion, wrongVersions } from "@tests/support/golden_logs.ts";

const write = "`deno run --allow-all scripts/write_golden_folds.ts`";
const whatToDo: Readonly<Record<WrongVersion["why"], string>> = {
  changed:
    "it comes to something else than this version did. Raise `pairFold` (domain/state.ts), or the " +
    `\`version\` of the projection, so that what is kept of the old one is not used; then run ${write}; the diff of its outcomes shows what has changed`,
  new: `this version is not written yet: run ${write}`,
};

for (const log of goldenLogs) {
  Deno.test(`evolve() and projections make of ${log.name} what their versions say`, () => {
    const wrong = wrongVersions(log).map(({ fold, why }) => `${fold}: ${whatToDo[why]}`);
    assert.deepEqual(wrong, []);
  });
}

const events = goldenLogs.flatMap((log) => log.events);

Deno.test("every kind of event is in a log whose folds are kept", () => {
  const found = new Set(events.map(({ type }) => type));
  const lacking = Object.keys(upcasts).filter((type) => !found.has(type));
  const how = "add it to tests/support/log_events.ts and released_log.ts, and record a log: " +
    "`deno run --allow-all scripts/write_golden_folds.ts log_N`";
  assert.deepEqual(lacking, [], how);
});

Deno.test("every part of a pair's state changes somewhere in a log whose folds are kept", () => {
  const states = goldenLogs.flatMap((log) => statesOf(log.events));
  const isUsed = (of: readonly object[], key: string, initial: unknown) =>
    of.some((state) =>
      JSON.stringify(state[key as keyof typeof state]) !== JSON.stringify(initial)
    );
  const unused = [
    ...Object.entries(emptyPair("")).filter(([key, value]) => !isUsed(states, key, value)),
    ...sides.flatMap((side) =>
      Object.entries(unseen)
        .filter(([key, value]) => !isUsed(states.map((state) => state[side]), key, value))
        .map(([key]) => [`${side}.${key}`])
    ),
  ];
  assert.deepEqual(unused, [], "bring it about in tests/support/recorded_log.ts, and record a log");
});
