import assert from "node:assert/strict";
import { datesBetween } from "@/domain/decide/dates_between.ts";

const at = (date: string) => `2026-${date}T09:00:00Z`;
const weekly = { everySeconds: 7 * 86_400, mode: 0 } as const;
const monthly = { everySeconds: 0, mode: 1 } as const;

Deno.test("N18: datesBetween() tells what one completion of an interval cannot have passed", () => {
  const moved = (from: string, to: string, done: string) =>
    datesBetween(weekly, { from: at(from), to: at(to), doneAt: at(done) });
  assert.deepEqual(moved("01-05", "01-12", "01-03"), []);
  assert.deepEqual(moved("01-05", "01-19", "01-03"), [at("01-12")]);
  assert.deepEqual(moved("01-05", "01-26", "01-03"), [at("01-12"), at("01-19")]);
  // Overdue by three weeks: one completion passes them all, another one more.
  assert.deepEqual(moved("01-05", "02-02", "01-27"), []);
  assert.deepEqual(moved("01-05", "02-09", "01-27"), [at("02-02")]);
  // Done in the very second of a date: the next is the one after it.
  assert.deepEqual(moved("01-05", "01-19", "01-12"), []);
  // Somebody set it.
  for (const to of ["01-05", "01-01", "01-13", "12-28"]) {
    assert.deepEqual(moved("01-05", to, "01-03"), []);
  }
});

Deno.test("N18: datesBetween() steps by calendar months as Vikunja does", () => {
  const moved = (from: string, to: string) =>
    datesBetween(monthly, { from: at(from), to: at(to), doneAt: at("01-01") });
  assert.deepEqual(moved("01-31", "03-03"), []);
  assert.deepEqual(moved("01-31", "04-03"), [at("03-03")]);
  assert.deepEqual(moved("01-15", "03-15"), [at("02-15")]);
  assert.deepEqual(moved("01-15", "03-16"), []);
});

Deno.test("N18: datesBetween() tells nothing without dates, or where they count from the completion", () => {
  const fromNow = { everySeconds: 86_400, mode: 2 } as const;
  const doneAt = at("01-03");
  assert.deepEqual(datesBetween(fromNow, { from: at("01-05"), to: at("01-07"), doneAt }), []);
  assert.deepEqual(datesBetween(weekly, { from: null, to: at("01-07"), doneAt }), []);
  assert.deepEqual(datesBetween(monthly, { from: at("01-05"), to: null, doneAt }), []);
});
