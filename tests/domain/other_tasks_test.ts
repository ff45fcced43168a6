import assert from "node:assert/strict";
import fc from "fast-check";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import { counterpart, noLinks, type TaskLink, type TaskRef } from "@/domain/links.ts";
import { lackingTasks } from "@/domain/decide/other_tasks.ts";
import { emptyPair, type PairState, withSide } from "@/domain/state.ts";
import { type PresentReading, sides, type Task } from "@/domain/task.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";
import { blankTask, plainRepresentation } from "@tests/support/pair_simulation.ts";
import { anything, calm, side, started, take } from "@tests/support/random_steps.ts";

const on = (id: string): Task => ({ ...blankTask, depends: [id] });
const set = (id: string) => ({ depends: { add: [`${id}+`], remove: [`${id}-`] } });
const empty = emptyPair("a");

function found(state: PairState, command: TaskCommand = { type: "Look", readings: [] }) {
  return lackingTasks(state, command, noLinks).map(({ side, id }) => `${side} ${id}`);
}

function read(id: string): PresentReading {
  return {
    kind: "present",
    id: "a",
    task: on(id),
    extra: {},
    changedAt: "2026-01-01T00:00:00Z",
    linkHint: null,
  };
}

Deno.test("lackingTasks() names what each value of a side depends on, in that side's form", () => {
  const state = withSide(empty, "vikunja", {
    task: on("task"),
    base: { depends: ["base"] },
    refused: set("refused"),
    pending: {
      request: 1,
      push: { kind: "update", patch: set("patch"), expected: {} },
      source: set("source"),
      requestedAt: "2026-01-01T00:00:00Z",
      settles: { taskwarrior: { depends: ["settles-t"] }, vikunja: { depends: ["settles-v"] } },
      unsureSince: null,
      attempts: 0,
      unsureAttempts: 0,
      dead: false,
      isTold: false,
    },
  });
  assert.deepEqual(found(state), [
    "vikunja task",
    "vikunja base",
    "vikunja refused+",
    "vikunja refused-",
    "vikunja patch+",
    "vikunja patch-",
    "taskwarrior source+",
    "taskwarrior source-",
    "taskwarrior settles-t",
    "vikunja settles-v",
  ]);
});

Deno.test("lackingTasks() names what a command shows", () => {
  const side = "taskwarrior" as const;
  const reading = read("seen");
  const answer = { side, request: 1, reading, doubtful: on("doubtful") };
  const commands: readonly (readonly [TaskCommand, readonly string[]])[] = [
    [{ type: "Look", readings: [{ side, reading }] }, ["seen"]],
    [{
      type: "ConfirmPush",
      ...answer,
      comments: [],
      leftOut: [],
      lacks: set("lacks"),
      undone: set("undone"),
    }, ["lacks+", "lacks-", "undone+", "undone-", "seen", "doubtful"]],
    [{ type: "RefusePush", ...answer }, ["seen", "doubtful"]],
    [{
      type: "BringBack",
      side,
      reading,
      lost: [],
      held: { labels: [], depends: ["held"] },
      isUntouched: false,
      seenComments: [],
    }, ["seen", "held"]],
  ];
  for (const [command, ids] of commands) {
    assert.deepEqual(found(empty, command), ids.map((id) => `taskwarrior ${id}`));
  }
});

/** `x` is `#x` in Vikunja, and what begins otherwise there is `@x` here. */
function otherId({ side, id }: TaskRef): TaskLink {
  const first = side === "taskwarrior" ? "@" : "#";
  const own = side === "taskwarrior" ? "#" : "@";
  const other = id.startsWith(first) ? id.slice(1) : `${own}${id}`;
  const ids = { taskwarrior: other, vikunja: other, [side]: id };
  return { ids, isInTaskwarrior: true };
}

Deno.test("decide() asks for no other task than lackingTasks() names, whatever was edited or cut", () => {
  fc.assert(
    fc.property(side, fc.array(anything, { maxLength: 40 }), (origin, steps) => {
      const run = started(origin);
      run.sim.link = otherId;
      run.sim.policy = {
        representation: {
          ...plainRepresentation,
          express: (field, value, to, current, context) =>
            field === "depends"
              ? (value as Task["depends"]).flatMap((id) => {
                return counterpart(context.links, id, to) ?? [];
              }) as unknown as typeof value
              : plainRepresentation.express(field, value, to, current, context),
        },
      };
      for (const next of steps) take(run, next);
      calm(run);
      const held = sides.map((each) =>
        [...run.sim.states.values()].map((state) => state[each].task?.depends ?? [])
      );
      assert.ok(held.flat().every((depends) => new Set(depends).size === depends.length));
    }),
    { numRuns: 300 },
  );
});

Deno.test("decide() takes a dependency that both sides removed at once for gone", () => {
  const sim = new AgreedPair({ depends: ["b"] });
  for (const side of ["taskwarrior", "vikunja"] as const) sim.change(side, { depends: [] });
  sim.rest();
  assert.deepEqual(sim.pair.taskwarrior.base.depends, []);
});

Deno.test("lackingTasks() names what a deleted task depended on", () => {
  const reading = {
    kind: "gone",
    id: "a",
    how: "deleted",
    changedAt: null,
    last: on("last"),
  } as const;
  const look: TaskCommand = { type: "Look", readings: [{ side: "taskwarrior", reading }] };
  assert.deepEqual(found(empty, look), ["taskwarrior last"]);
});
