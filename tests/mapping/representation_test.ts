import assert from "node:assert/strict";
import fc from "fast-check";
import { noLinks, type TaskLink, type TaskRef, withLinks } from "@/domain/links.ts";
import { jsonEqual } from "@/domain/json.ts";
import type { PairContext, SaidField as Said } from "@/domain/representation.ts";
import {
  attributeFields,
  type FieldValue,
  isOneOf,
  type LateField,
  lateFields,
  recordOf,
} from "@/domain/fields.ts";
import { otherSide, type Side, sides } from "@/domain/task.ts";
import type { Uda } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import { markdownToHtml } from "@/mapping/markup.ts";
import { markup } from "@/mapping/markup.ts";
import { inOneLine } from "@/mapping/taskwarrior/own_udas.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { anyInstant, anyText, set, taskwarriorHeld } from "@tests/mapping/arbitrary_tasks.ts";
import { htmlBodies, plainNotes } from "@tests/mapping/markup/bodies.ts";

type Pair<Value> = Readonly<Record<Side, fc.Arbitrary<Value>>>;
type Typed = Exclude<Said, LateField> | "started" | "udas" | "parents" | "subtask";
type Values = { readonly [F in Typed]: Pair<FieldValue<F>> };

const { express, expressComment } = createRepresentation(() => markup);

function links(number: number): readonly (readonly [TaskRef, TaskLink])[] {
  const ids = { taskwarrior: `uuid-${number}`, vikunja: String(number) };
  return sides.map((side) => {
    const link = number % 2 === 0 ? { ...ids, [otherSide(side)]: null } : ids;
    return [{ side, id: ids[side] }, { ids: link, isInTaskwarrior: true }];
  });
}

/** Odd ids have a counterpart, even ones have none. */
const context: PairContext = {
  vikunjaId: 42,
  defaultProject: ["Inbox"],
  links: withLinks(noLinks, Array.from({ length: 10 }, (_, number) => links(number)).flat()),
};

const title = fc.oneof(anyText, fc.constantFrom("", " ", "(untitled)", "(untitled #42)", "milk"));
const path = fc.oneof(
  fc.array(anyText, { minLength: 1, maxLength: 3 }),
  fc.constantFrom(["Inbox"], ["Inbox", "Sub"]),
);
const both = <T>(values: fc.Arbitrary<T>) => ({ taskwarrior: values, vikunja: values });
const dates = {
  taskwarrior: fc.option(anyInstant).map((at) =>
    at !== null && at >= "1980" && at < "9999-12-31T21:59:59Z" ? at : null
  ),
  vikunja: fc.option(anyInstant),
};
const ids = fc.integer({ min: 1, max: 9 });

const named = (text: fc.Arbitrary<string>) =>
  fc.dictionary(fc.stringMatching(/^[a-z]+$/), text, { noNullPrototype: true });

/** Per field, what each side can hold. */
const values: Values = {
  title: { taskwarrior: title.map(withoutControls), vikunja: title },
  notes: {
    taskwarrior: fc.oneof(taskwarriorHeld, fc.constantFrom(...plainNotes)),
    vikunja: fc.oneof(
      anyText,
      fc.constantFrom(...htmlBodies.filter((body) => body.length < 1000)),
      fc.constantFrom(...plainNotes).map(markdownToHtml),
    ),
  },
  project: { taskwarrior: fc.oneof(path, fc.constant([])), vikunja: path },
  labels: both(set(anyText)),
  priority: {
    taskwarrior: fc.integer({ min: 0, max: 3 }),
    vikunja: fc.integer({ min: 0, max: 5 }),
  },
  dueAt: dates,
  scheduledAt: dates,
  done: both(fc.boolean()),
  depends: {
    taskwarrior: set(ids.map((id) => `uuid-${id}`)),
    vikunja: set(ids.map(String)),
  },
  assignees: both(set(anyText)),
  started: both(fc.boolean()),
  parents: {
    taskwarrior: set(ids.map((id) => `uuid-${id}`)),
    vikunja: set(ids.map(String)),
  },
  subtask: both(fc.constantFrom([], ["subtask"])),
  udas: {
    taskwarrior: named(anyText.map(inOneLine).filter((text) => text !== "")),
    vikunja: named(anyText),
  },
};
/** Of fields that came later, by the type of their attribute. */
const late: Readonly<Record<Uda["type"], Pair<unknown>>> = {
  date: dates,
  numeric: {
    taskwarrior: fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0, max: 100, noNaN: true }),
    ),
    vikunja: fc.oneof(
      fc.integer({ min: 0, max: 100 }),
      fc.double({ min: 0, max: 400, noNaN: true }),
    ),
  },
  string: both(anyText.map(withoutControls)),
};
const lates = lateFields.filter((field) => isOneOf(attributeFields, field) && field !== "parents");
const all: Readonly<Record<Said, Pair<unknown>>> = {
  ...values,
  ...recordOf(lates, (field) => late[fieldMappings[field].uda.type]),
};
const fields = Object.keys(all) as Said[];

function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/gu, "").toWellFormed();
}

/** A value of one side, and two of the other. */
function forEachField(
  check: <F extends Said>(
    field: F,
    to: Side,
    value: FieldValue<F>,
    current: FieldValue<F>,
    other: FieldValue<F>,
  ) => void,
): void {
  for (const to of sides) {
    for (const field of fields) {
      const held = all[field];
      const from = held[otherSide(to)] as fc.Arbitrary<never>;
      const there = held[to] as fc.Arbitrary<never>;
      const numRuns = field === "notes" ? 300 : 200;
      fc.assert(
        fc.property(from, there, from, (value, current, other) => {
          check(field, to, value, current, other);
        }),
        { numRuns },
      );
    }
  }
}

Deno.test("express() of what it expressed is the value itself: unchanged never looks like an edit (T17)", () => {
  forEachField((field, to, value, current) => {
    const said = express(field, value, to, current, context);
    if (field === "depends") return;
    assert.deepEqual(express(field, said, otherSide(to), value, context), value);
    const fresh = express(field, value, to, null, context);
    assert.deepEqual(express(field, fresh, otherSide(to), value, context), value);
  });
});

Deno.test("express() rests: saying the same again changes nothing", () => {
  forEachField((field, to, value, current) => {
    const said = express(field, value, to, current, context);
    assert.deepEqual(express(field, value, to, said, context), said);
  });
});

Deno.test("express() answers the current value itself where that says it already", () => {
  forEachField((field, to, value, current) => {
    const shown = express(field, current, otherSide(to), null, context);
    assert.deepEqual(express(field, shown, to, current, context), current);
    const shownAgain = express(field, current, otherSide(to), value, context);
    if (field !== "depends") {
      assert.deepEqual(express(field, shownAgain, to, current, context), current);
    }
  });
});

Deno.test("express() forgets what was there before: the last value said is the one that counts", () => {
  forEachField((field, to, value, current, other) => {
    // What is there may say that one value more exactly than it would be written.
    if (jsonEqual(value, other)) return;
    const afterOther = express(field, other, to, current, context);
    const said = express(field, value, to, afterOther, context);
    const shown = express(field, said, otherSide(to), null, context);
    const direct = express(
      field,
      express(field, value, to, null, context),
      otherSide(to),
      null,
      context,
    );
    if (field !== "notes" && field !== "project") assert.deepEqual(shown, direct);
  });
});

Deno.test("express() gives Taskwarrior only what it can hold", () => {
  forEachField((field, to, value) => {
    if (to !== "taskwarrior") return;
    const said = express(field, value, to, null, context);
    if (field === "title" || field === "notes") {
      assert.equal(withoutControls(String(said)), said);
    }
    if (field === "title") assert.notEqual(String(said).trim(), "");
  });
});

Deno.test("express() shows a blank title as one and never pushes that back", () => {
  for (const blank of ["", "  ", "\u0000", "\n"]) {
    const shown = express("title", blank, "taskwarrior", null, context);
    assert.equal(shown, "(untitled #42)");
    assert.equal(express("title", shown, "vikunja", blank, context), blank);
    assert.equal(express("title", "named", "vikunja", blank, context), "named");
  }
  const unlinked = { ...context, vikunjaId: null };
  assert.equal(express("title", "", "taskwarrior", null, unlinked), "(untitled)");
  assert.equal(express("title", "", "vikunja", "before", context), "(untitled)");
});

Deno.test("express() keeps priorities 4 and 5 under H (T17)", () => {
  for (const held of [3, 4, 5]) {
    assert.equal(express("priority", held, "taskwarrior", null, context), 3);
    assert.equal(express("priority", 3, "vikunja", held, context), held);
    assert.equal(express("priority", 2, "vikunja", held, context), 2);
  }
});

Deno.test("express() keeps dates that Taskwarrior cannot hold (T26)", () => {
  for (const at of ["1979-12-31T23:59:59Z", "9999-12-31T21:59:59Z", "0001-01-02T00:00:00Z"]) {
    assert.equal(express("dueAt", at, "taskwarrior", null, context), null);
    assert.equal(express("dueAt", null, "vikunja", at, context), at);
  }
  const last = "9999-12-30T00:00:00Z";
  assert.equal(express("dueAt", last, "taskwarrior", null, context), last);
  assert.equal(express("dueAt", null, "vikunja", last, context), null);
});

Deno.test("express() takes the default project for none", () => {
  assert.deepEqual(express("project", ["Inbox"], "taskwarrior", null, context), []);
  assert.deepEqual(express("project", [], "vikunja", ["Home"], context), ["Inbox"]);
  assert.deepEqual(express("project", ["Inbox"], "taskwarrior", ["Inbox"], context), ["Inbox"]);
  assert.deepEqual(express("project", ["Inbox", "Sub"], "taskwarrior", null, context), [
    "Inbox",
    "Sub",
  ]);
});

Deno.test("express() leaves dependencies without a counterpart out", () => {
  const there = ["uuid-1", "uuid-2", "uuid-3"];
  assert.deepEqual(express("depends", there, "vikunja", null, context), ["1", "3"]);
});

Deno.test("express() never rewrites a description that still says the same (T17)", () => {
  for (const html of htmlBodies.filter((body) => body.length < 1000)) {
    const shown = express("notes", html, "taskwarrior", null, context);
    assert.equal(express("notes", shown, "vikunja", html, context), html);
  }
});

Deno.test("expressComment() gives an annotation back exactly, and rests for any comment", () => {
  const annotation = taskwarriorHeld.filter((text) => text !== "");
  fc.assert(fc.property(annotation, (text) => {
    assert.equal(expressComment(expressComment(text, "vikunja"), "taskwarrior"), text);
  }));
  fc.assert(fc.property(fc.oneof(anyText, fc.constantFrom(...htmlBodies)), (html) => {
    const text = expressComment(html, "taskwarrior");
    assert.equal(withoutControls(text), text);
    assert.notEqual(text, "");
    assert.equal(expressComment(expressComment(text, "vikunja"), "taskwarrior"), text);
  }));
  assert.equal(expressComment("<p></p>", "taskwarrior"), "(no text)");
});
