import fc from "fast-check";
import type { TaskObject } from "@/adapters/taskwarrior/stored/task_object.ts";

/** Different ones, always the same. */
export function randomUuids(count: number): readonly string[] {
  return Array.from(
    { length: count },
    (_, at) => `${(at + 1).toString(16).padStart(8, "0")}-1d7b-4b60-9b1e-0c6a6b0f7a11`,
  );
}

const odd = [
  "a",
  "B",
  "z",
  " ",
  "  ",
  "ä",
  "ß",
  "€",
  "😀",
  "\u2028",
  "\ufeff",
  "\u00a0",
  '"',
  "\\",
  "/",
  "[",
  "]",
  "&",
  "&open",
  "&amp;",
  ":",
  "'",
  "\n",
  "\r",
  "\t",
  ",",
  "{",
  "}",
  "uuid:",
  'uuid:"x"',
  "\\u0041",
  "\\n",
  "#",
  "due:tomorrow",
  "+tag",
  "-",
  "\u0080",
  "\b",
  "\f",
];

const text = fc.array(fc.constantFrom(...odd), { minLength: 0, maxLength: 12 })
  .map((parts) => parts.join("").replaceAll(/&(open|close);/g, ""));
const title = text.map((said) => `t${said}`);

const date = fc.integer({ min: 946_684_800, max: 4_102_444_800 }).map((seconds) =>
  new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, "")
);
const tag = fc.constantFrom(
  "a",
  "B",
  "next__week",
  "_2025",
  "ä",
  "😀",
  "x.y",
  "@home",
  "a'b",
  "#1",
);

const attributes = {
  project: fc.constantFrom("Home", "Home.Garden", "Ä & Ö", "a[b]", 'q"q'),
  priority: fc.constantFrom("H", "M", "L"),
  due: date,
  scheduled: date,
  wait: date,
  until: date,
  start: date,
  estimate: fc.constantFrom(0, 1, 2.5, -3, 1_000_000),
  length: fc.constantFrom("PT1H30M", "P1D"),
  review: date,
  notes: text.map((said) => `n${said}`),
  orphan: text.map((said) => `o${said}`),
};

/** A whole task, or none in this round; later rounds mostly find it there. */
export function randomTask(
  uuid: string,
  others: readonly string[],
  round: number,
): fc.Arbitrary<TaskObject | null> {
  const some = fc.record(attributes, { requiredKeys: [], noNullPrototype: true });
  const state = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ status: "pending" }) },
    fc.record({ status: fc.constantFrom("completed", "deleted"), end: date }, {
      noNullPrototype: true,
    }),
  );
  const elements = fc.record({
    tags: fc.uniqueArray(tag, { maxLength: 4 }),
    depends: fc.uniqueArray(fc.constantFrom(...others.slice(0, 40)), { maxLength: 2 }),
    annotations: fc.uniqueArray(
      fc.record({ entry: date, description: title }, { noNullPrototype: true }),
      {
        maxLength: 3,
        selector: ({ entry }) => entry,
      },
    ),
  }, { requiredKeys: [], noNullPrototype: true });
  const task = fc.tuple(title, some, state, elements, date).map((
    [description, values, status, lists, entry],
  ) => ({ uuid, description, entry, ...values, ...status, ...withoutEmpty(lists) } as TaskObject));
  return fc.option(task, { freq: round + 1 });
}

function withoutEmpty(lists: Readonly<Record<string, readonly unknown[] | undefined>>) {
  return Object.fromEntries(Object.entries(lists).filter(([, items]) => (items ?? []).length > 0));
}
