import fc from "fast-check";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** Always the same for the same number. */
export function uuidAt(at: number): string {
  return `${at.toString(16).padStart(8, "0")}-1d7b-4b60-9b1e-0c6a6b0f7a11`;
}

const text = fc.array(
  fc.constantFrom(
    "a",
    "Z",
    " ",
    "  ",
    "ä",
    "€",
    "😀",
    "\u2028",
    "\ufeff",
    "\n",
    "\r",
    "\t",
    "\u007f",
    '"',
    "'",
    "\\",
    "/",
    "[",
    "]",
    "&open;",
    "&close;",
    "&amp;",
    "{",
    "}",
    ":",
    ",",
    "\\n",
    "\\u0041",
    "due:tomorrow",
    "+tag",
    "-- ",
    "null",
    "1e3",
    "%20",
  ),
  { minLength: 1, maxLength: 8 },
).map((parts) => `t${parts.join("")}.`);

function instantFrom(min: number): fc.Arbitrary<string> {
  return fc.integer({ min, max: 4_102_444_800 })
    .map((seconds) => new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, ""));
}

const instant = instantFrom(946_684_800);
const tag = fc.constantFrom("a", "B", "next__week", "ä", "😀", "ﬀ", "a,b", "two words", "#1", "-x");

const values = {
  project: fc.constantFrom("Home", "Home.Garden", "Ä & Ö", "a[b]", 'q"q'),
  priority: fc.constantFrom("H", "M", "L", "Z"),
  due: instant,
  scheduled: instant,
  wait: instant,
  // Taskwarrior itself deletes a task whose time is over, and dates that.
  until: instantFrom(3_000_000_000),
  start: instant,
  estimate: fc.constantFrom(0, 1, 2.5, -3, 1_000_000, 1e21, 0.000_001),
  length: fc.constantFrom("PT1H30M", "P1D"),
  review: instant,
  notes: text,
  orphan: text,
  orphan2: fc.constantFrom("7", "7.5", "{}"),
};

/** A whole task as it would be imported; `null`: not written in this round. */
export function randomObject(
  uuid: string,
  others: readonly string[],
): fc.Arbitrary<TaskObject | null> {
  const made = { noNullPrototype: true } as const;
  const state = fc.oneof(
    { weight: 3, arbitrary: fc.constant({ status: "pending" }) },
    fc.record({ status: fc.constantFrom("completed", "deleted"), end: instant }, made),
  );
  const note = fc.record({ entry: instant, description: text }, made);
  const lists = fc.record({
    tags: fc.uniqueArray(tag, { minLength: 1, maxLength: 5 }),
    depends: fc.uniqueArray(fc.constantFrom(...others.slice(0, 30)), {
      minLength: 1,
      maxLength: 3,
    }),
    annotations: fc.uniqueArray(note, {
      minLength: 1,
      maxLength: 4,
      selector: ({ entry }) => entry,
    }),
  }, { ...made, requiredKeys: [] });
  const some = fc.record(values, { ...made, requiredKeys: [] });
  const object = fc.tuple(text, instant, some, state, lists).map((
    [description, entry, attributes, status, elements],
  ) => ({ uuid, description, entry, ...attributes, ...status, ...elements }) as TaskObject);
  return fc.option(object, { freq: 3 });
}
