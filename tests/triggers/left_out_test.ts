import assert from "node:assert/strict";
import type { ConflictRow, LeftOut } from "@/ports/operations.ts";
import { notCarriedOver, notTaken } from "@/triggers/left_out.ts";

function leftOut(values: Partial<LeftOut> = {}): LeftOut {
  return {
    task: "a",
    title: "milk",
    side: "vikunja",
    parts: [{ what: 'label "x"', why: "it is refused" }],
    since: "2026-01-01T00:00:00.000Z",
    isAccepted: false,
    ...values,
  };
}

const told = (...rows: readonly LeftOut[]) => notCarriedOver({ leftOutList: () => rows });

Deno.test("notCarriedOver() names task, parts, side and each reason once", () => {
  const parts = [
    { what: 'title "a"', why: "read only" },
    { what: 'label "b"', why: "read only" },
    { what: "dependency on 7", why: "not there" },
  ];
  assert.deepEqual(told(leftOut({ parts })), [
    '"milk" did not get to Vikunja whole: title "a", label "b": read only; dependency on 7: not there',
  ]);
});

Deno.test("notCarriedOver() says nothing of what a person lets rest, and stops after ten", () => {
  assert.deepEqual(told(leftOut({ isAccepted: true })), []);
  const many = told(...Array.from({ length: 12 }, () => leftOut()));
  assert.equal(many.length, 11);
  assert.equal(many.at(-1), "and 2 more like that");
});

Deno.test("N8: notTaken() names the way to keep what was typed", () => {
  const row: ConflictRow = {
    id: "c-1",
    task: "a",
    title: "milk",
    field: "comments",
    at: "",
    missing: [],
    project: [],
    kept: { side: "vikunja", value: "theirs" },
    lost: { side: "taskwarrior", value: "typed" },
    because: "refused",
  };
  const rows = [row, { ...row, because: "tie" }];
  const [line, ...rest] = notTaken({ conflictList: () => rows });
  assert.match(line ?? "", /`conflicts pick c-1 taskwarrior` .*`conflicts pick c-1 vikunja`/);
  assert.deepEqual(rest, []);
});
