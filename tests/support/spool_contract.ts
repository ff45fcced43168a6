import assert from "node:assert/strict";
import type { Spool } from "@/ports/spool.ts";

interface SpoolSubject extends Disposable {
  /** The same one at each call, as another process has it. */
  open(): Spool;
}

/** What every spool promises; `make` gives an empty one, in a place that is not there yet. */
export function spoolContract(name: string, make: () => SpoolSubject): void {
  const test = (what: string, body: (subject: SpoolSubject) => void) =>
    Deno.test(`${name}: ${what}`, () => {
      using subject = make();
      body(subject);
    });

  test("leave() leaves one for the next look, also where there is no place for it yet", (subject) => {
    const spool = subject.open();
    assert.equal(spool.hasWakes(), false);
    assert.equal(spool.waiting(), null);
    spool.leave();
    subject.open().leave();
    assert.equal(spool.hasWakes(), true);
    assert.deepEqual(subject.open().drain(), ["-", "-"]);
    assert.equal(spool.hasWakes(), false);
  });

  test("drain() takes each once, whoever drains", (subject) => {
    assert.deepEqual(subject.open().drain(), []);
    subject.open().leave();
    assert.deepEqual(subject.open().drain(), ["-"]);
    assert.deepEqual(subject.open().drain(), []);
    subject.open().leave();
    assert.deepEqual(subject.open().drain(), ["-"]);
  });

  test("waiting() tells how many wait and since when, and takes none", (subject) => {
    const spool = subject.open();
    spool.leave();
    const first = spool.waiting();
    spool.leave();
    const both = spool.waiting();
    assert.deepEqual([first?.count, both?.count], [1, 2]);
    assert.equal(both?.since, first?.since);
    assert.match(String(first?.since), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(spool.drain(), ["-", "-"]);
    assert.equal(spool.waiting(), null);
  });
}
