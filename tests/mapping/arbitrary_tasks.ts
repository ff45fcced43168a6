import fc from "fast-check";
import { askedFields, attributeFields, isOneOf, lateFields, recordOf } from "@/domain/fields.ts";
import type { Instant, Task } from "@/domain/task.ts";
import type { Uda } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/** Text of all of Unicode: control characters, lone surrogates, right to left, emoji, NFC and NFD. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.array(
    fc.constantFrom(
      ..."\u0000 \u0007 \u001f \ud800 \udc00 \u202e \u200d é e\u0301 😀 👩‍👩‍👧 \r\n \n \t".split(" "),
      ..." |a|*|_|<b>|&amp;|#1|vikunja_id: 5".split("|"),
    ),
  ).map((parts) => parts.join("")),
);

export const taskwarriorHeld: fc.Arbitrary<string> = anyText.map(taskwarriorText);

const second = (first: string, last: string): fc.Arbitrary<Instant> =>
  fc.integer({ min: Date.parse(first) / 1000, max: Date.parse(last) / 1000 }).map((at) =>
    new Date(at * 1000).toISOString().replace(".000Z", "Z")
  );
const taskwarriorInstant = second("1980-01-01T00:00:00Z", "9999-12-31T21:59:58Z");
/** Also what only Vikunja holds. */
export const anyInstant = fc.oneof(
  second("0001-01-01T00:00:01Z", "9999-12-31T23:59:59Z"),
  taskwarriorInstant,
  fc.constantFrom("1979-12-31T23:59:59Z", "1980-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
);

export function set(element: fc.Arbitrary<string>): fc.Arbitrary<readonly string[]> {
  return fc.uniqueArray(element, { maxLength: 4 }).map((elements) => elements.sort());
}

const filled = taskwarriorHeld.filter((text) => text.trim() !== "");

/** What Taskwarrior can hold in an attribute of the user's, by its type. */
const ofType: Readonly<Record<Uda["type"], fc.Arbitrary<unknown>>> = {
  date: fc.option(taskwarriorInstant),
  numeric: fc.integer({ min: 0, max: 100 }),
  string: taskwarriorHeld,
};

/** Fields that came later and need not be asked for, each as Taskwarrior can hold it. */
const late = recordOf(
  lateFields.filter((field) => isOneOf(attributeFields, field) && !isOneOf(askedFields, field)),
  (field) => ofType[fieldMappings[field].uda.type],
);

/** A task as Taskwarrior can hold it. */
export const taskwarriorTask: fc.Arbitrary<Task> = fc.record({
  title: filled,
  notes: taskwarriorHeld,
  project: fc.array(anyText, { maxLength: 3 }),
  labels: set(anyText),
  priority: fc.integer({ min: 0, max: 3 }),
  dueAt: fc.option(taskwarriorInstant),
  scheduledAt: fc.option(taskwarriorInstant),
  done: fc.boolean(),
  doneAt: taskwarriorInstant,
  depends: set(fc.uuid()),
  comments: fc.uniqueArray(
    fc.record({ id: taskwarriorInstant, text: taskwarriorHeld }, { noNullPrototype: true }),
    { selector: ({ id }) => id, maxLength: 4 },
  ).map((comments) => comments.sort((a, b) => a.id < b.id ? -1 : 1)),
  assignees: set(fc.stringMatching(/^[a-z0-9.-]+$/)),
  repetition: fc.constant(null),
  ...late,
}, { noNullPrototype: true }).map((task) => ({
  ...task as Task,
  doneAt: task.done ? task.doneAt : null,
}));
