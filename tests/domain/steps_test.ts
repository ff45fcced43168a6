import assert from "node:assert/strict";
import { noLinks, type TaskLink, type TaskRef, withLinks } from "@/domain/links.ts";
import { emptyPair } from "@/domain/state.ts";
import { type Decided, decideSteps, type Known, nothingKnown } from "@/domain/decide/steps.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { policyAt } from "@tests/support/pair_simulation.ts";

const policy = policyAt("2026-01-01T00:05:00Z");
const blocker: TaskRef = { side: "taskwarrior", id: "b" };
const link: TaskLink = { ids: { taskwarrior: "b", vikunja: "9" }, isInTaskwarrior: true };

function look(sim: AgreedPair, known: Known): Decided {
  const side = "taskwarrior" as const;
  const readings = [{ side, reading: sim.taskwarrior.reading(sim.id) }];
  return decideSteps(sim.pair, { type: "Look", readings }, policy, known);
}

Deno.test("decideSteps() answers which other tasks it lacks, and decides where they are handed in", () => {
  const sim = new AgreedPair();
  sim.change("taskwarrior", { depends: ["b"] });
  assert.deepEqual(look(sim, nothingKnown), { kind: "lacking", tasks: [blocker], pairs: [] });
  const known = { ...nothingKnown, links: withLinks(noLinks, [[blocker, link]]) };
  const decided = look(sim, known);
  assert.ok(decided.kind === "decided");
  const [asked] = decided.steps.flatMap(({ events }) => events)
    .filter((event) => event.type === "PushRequested");
  assert.ok(asked?.data.push.kind === "update");
  assert.deepEqual(asked.data.push.patch, { depends: { add: ["9"], remove: [] } });
  assert.deepEqual(look(sim, known), decided);
});

Deno.test("decideSteps() lacks what a side read before it is told anew depends on", () => {
  const sim = new AgreedPair({ depends: ["b"] });
  const decided = decideSteps(sim.pair, { type: "Look", readings: [] }, policy, nothingKnown);
  assert.ok(decided.kind === "lacking");
  assert.deepEqual(decided.tasks, [blocker, { side: "vikunja", id: "b" }]);
});

Deno.test("decideSteps() answers which streams a next date may go to, and takes the first that is free", () => {
  const sim = new AgreedPair({
    dueAt: "2026-01-05T09:00:00Z",
    repetition: { everySeconds: 604_800, mode: 0 },
  });
  sim.change("vikunja", { done: true });
  const side = "vikunja" as const;
  const readings = [{ side, reading: sim.vikunja.reading(sim.remoteId) }];
  const decide = (...pairs: Known["pairs"][]) =>
    decideSteps(sim.pair, { type: "Look", readings }, policy, {
      ...nothingKnown,
      pairs: new Map(pairs.flatMap((each) => [...each])),
    });
  const usual = `next-${sim.remoteId}-2026-01-12T09:00:00Z`;
  assert.deepEqual(decide(), { kind: "lacking", tasks: [], pairs: [usual] });
  const taken = new Map([[usual, { ...emptyPair(usual), version: 3 }]]);
  assert.deepEqual(decide(taken), { kind: "lacking", tasks: [], pairs: [`${usual} 1`] });
  const free = new Map([[`${usual} 1`, emptyPair(`${usual} 1`)]]);
  const decided = decide(taken, free);
  assert.ok(decided.kind === "decided");
  assert.deepEqual(decided.steps.map(({ before }) => before.streamId), [sim.id, `${usual} 1`]);
});
