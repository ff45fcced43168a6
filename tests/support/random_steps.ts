import fc from "fast-check";
import {
  fields,
  type LateField,
  lateFields,
  type ScalarField,
  scalarFields,
} from "@/domain/fields.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { type Fate, PairSimulation } from "@tests/support/pair_simulation.ts";
import { RandomPerson } from "@tests/support/random_person.ts";

/** `which` chooses one of the tasks that are there. */
type Step =
  | { readonly do: "edit"; readonly side: Side; readonly change: Partial<Task> }
  | { readonly do: "element"; readonly side: Side; readonly element: string; readonly add: boolean }
  | { readonly do: "comment" | "uncomment" | "remove"; readonly side: Side; readonly which: number }
  | { readonly do: "lose" | "repeat" | "withdraw" | "reach"; readonly which: number }
  | { readonly do: "learn"; readonly id: string }
  | { readonly do: "tell" | "untell"; readonly field: LateField }
  | { readonly do: "pick"; readonly which: number; readonly side: Side }
  | { readonly do: "look"; readonly sides: readonly Side[] }
  | { readonly do: "send" | "push"; readonly side: Side; readonly fate: Fate }
  | { readonly do: "deliver"; readonly side: Side }
  | { readonly do: "pass"; readonly seconds: number };

export const side = fc.constantFrom<Side>(...sides);
const which = fc.nat({ max: 3 });
const dates = fc.constantFrom(null, "2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z");

/** Values of a field that has none of its own here, by what it is where there is nothing. */
function likeEmpty(empty: unknown): fc.Arbitrary<unknown> {
  switch (typeof empty) {
    case "number":
      return fc.integer({ min: 0, max: 5 });
    case "boolean":
      return fc.boolean();
    case "string":
      return fc.constantFrom("", "a", "b");
  }
  return dates;
}

const particular: Readonly<Partial<Record<ScalarField, fc.Arbitrary<unknown>>>> = {
  title: fc.constantFrom("milk", "bread", "eggs"),
  notes: fc.constantFrom("", "a", "b", "a\nb", "b\nc", "a\nx\nb", "a\na", "\n\na\n"),
  project: fc.constantFrom(["Inbox"], ["work"], ["work", "garden"]),
  reminders: fc.constantFrom([], ["due"], ["2027-01-01T00:00:00Z", "due-1h"]),
  udas: fc.constantFrom({}, { size: "M" }, { size: "L" }, { estimate: "3h" }, {
    estimate: "5h",
    size: "M",
  }),
};

/** Of one scalar, whichever there are. */
export const change: fc.Arbitrary<Partial<Task>> = fc.oneof(
  ...scalarFields.map((field) =>
    (particular[field] ?? likeEmpty(fields[field].empty)).map((value) => ({ [field]: value }))
  ),
);
export const fate = fc.constantFrom<Fate>(
  "arrives",
  "arrives",
  "arrives",
  "lost",
  "never sent",
  "refused",
);
const of = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });

const edits = [
  of(5, fc.record({ do: fc.constant("edit" as const), side, change })),
  of(
    3,
    fc.record({
      do: fc.constant("element" as const),
      side,
      element: fc.constantFrom("x", "y", "id:1", "id:2"),
      add: fc.boolean(),
    }),
  ),
  of(2, fc.record({ do: fc.constantFrom("comment" as const, "uncomment" as const), side, which })),
];
const transport = [
  of(4, fc.record({ do: fc.constant("look" as const), sides: fc.subarray([...sides]) })),
  of(5, fc.record({ do: fc.constantFrom("push" as const, "send" as const), side, fate })),
  of(3, fc.record({ do: fc.constant("deliver" as const), side })),
  of(1, fc.record({ do: fc.constant("pass" as const), seconds: fc.integer({ min: 1, max: 9 }) })),
  of(1, fc.record({ do: fc.constant("learn" as const), id: fc.constantFrom("id:1", "id:2") })),
];
const rare = [
  of(1, fc.record({ do: fc.constant("remove" as const), side, which })),
  of(1, fc.record({ do: fc.constantFrom("lose" as const, "repeat" as const), which })),
  of(2, fc.record({ do: fc.constantFrom("withdraw" as const, "reach" as const), which })),
  of(1, fc.record({ do: fc.constant("pick" as const), which, side })),
];
/** Taskwarrior's configuration defines the attribute of a field, or not any more. */
const telling = [
  of(
    1,
    fc.record({
      do: fc.constantFrom("tell" as const, "untell" as const),
      field: fc.constantFrom(...lateFields),
    }),
  ),
];
/** Without what happens rarely: deletions, repetitions, picks. */
export const ordinary: fc.Arbitrary<Step> = fc.oneof(...edits, ...transport, ...telling);
export const anything: fc.Arbitrary<Step> = fc.oneof(...edits, ...transport, ...rare);
/** What becomes of writes and readings while nobody does anything. */
export const carrying: fc.Arbitrary<Step> = fc.oneof(...transport.slice(0, 4));
/** What a person does to a task that is there. */
export const done: fc.Arbitrary<Step> = fc.oneof(
  ...edits,
  of(2, fc.record({ do: fc.constant("remove" as const), side, which })),
);

/** A simulation and the person that works in it. */
interface Run {
  readonly sim: PairSimulation;
  readonly person: RandomPerson;
}

/** One agreed pair. */
export function started(origin: Side): Run {
  const sim = new PairSimulation();
  sim.add(origin);
  sim.unknown.add("id:1").add("id:2");
  sim.rest();
  return { sim, person: new RandomPerson(sim) };
}

/** Id of one of the tasks within reach. */
export function choose(sim: PairSimulation, side: Side, which: number): string {
  const ids = [...sim[side].tasks.keys()].filter((id) => !sim[side].tasks.get(id)?.isWithdrawn);
  return ids[which % Math.max(1, ids.length)] ?? "";
}

/** Does what the step says. */
export function take({ sim, person }: Run, step: Step): void {
  switch (step.do) {
    case "edit":
      return person.edit(step.side, choose(sim, step.side, 0), step.change);
    case "element":
      return element({ sim, person }, step);
    case "comment":
    case "uncomment":
    case "remove":
      return person[step.do](step.side, choose(sim, step.side, step.which));
    case "lose":
      return person.remove("taskwarrior", choose(sim, "taskwarrior", step.which), "missing");
    case "repeat":
      person.isRepeating = true;
      return sim.vikunja.edit(choose(sim, "vikunja", step.which), {
        repetition: { everySeconds: 86_400, mode: 0 },
      });
    case "withdraw":
    case "reach": {
      const held =
        [...sim.vikunja.tasks.values()][step.which % Math.max(1, sim.vikunja.tasks.size)];
      if (held !== undefined) held.isWithdrawn = step.do === "withdraw";
      return;
    }
    case "tell":
      return void sim.taskwarrior.untold.delete(step.field);
    case "untell":
      return void sim.taskwarrior.untold.add(step.field);
    case "learn":
      return void sim.unknown.delete(step.id);
    case "pick":
      return person.pick(step.which, step.side);
    case "look":
      return sim.look(...step.sides);
    case "send":
    case "push":
      return sim[step.do](step.side, step.fate);
    case "deliver":
      return sim.deliver(step.side);
    case "pass":
      return sim.pass(step.seconds);
  }
}

function element({ sim }: Run, step: Extract<Step, { do: "element" }>): void {
  const id = choose(sim, step.side, 0);
  const task = sim[step.side].tasks.get(id)?.task;
  if (task === undefined) return;
  const field = step.element.startsWith("id:") ? "depends" : "labels";
  const elements = new Set(task[field]);
  if (step.add) elements.add(step.element);
  else elements.delete(step.element);
  sim[step.side].edit(id, { [field]: [...elements].sort() });
}

/** Everything is within reach again, all dependencies are known, and people answer what they are asked. */
export function calm({ sim, person }: Run): void {
  for (const side of sides) sim.deliver(side);
  for (const held of sim.vikunja.tasks.values()) held.isWithdrawn = false;
  sim.unknown.clear();
  for (const side of sides) sim[side].untold.clear();
  sim.rest();
  for (const state of sim.states.values()) {
    const asked = state.conflicts.findIndex((open) => open.field === "deleted");
    if (asked >= 0) person.pick(asked, "vikunja");
  }
  sim.rest();
}
