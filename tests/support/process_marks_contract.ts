import assert from "node:assert/strict";
import type { Looker, ProcessMarks } from "@/ports/process_marks.ts";

interface MarksSubject extends Disposable {
  /** As another process has them. */
  open(): ProcessMarks;
  /** Whether the hook finds a mark of that name. */
  isMarked(who: Looker): boolean;
}

/** What all marks of processes promise; `make` gives a place without any. */
export function processMarksContract(name: string, make: () => MarksSubject): void {
  const test = (what: string, body: (subject: MarksSubject) => void) =>
    Deno.test(`${name}: ${what}`, () => {
      using subject = make();
      body(subject);
    });

  test("mark() is there until it is disposed, and apart from the other one", (subject) => {
    using _daemon = subject.open().mark("daemon");
    {
      using _mark = subject.open().mark("hook");
      assert.equal(subject.isMarked("hook"), true);
    }
    assert.deepEqual([subject.isMarked("hook"), subject.isMarked("daemon")], [false, true]);
  });

  test("mark() leaves the mark of whoever came after it", (subject) => {
    const first = subject.open().mark("hook");
    const second = subject.open().mark("hook");
    first[Symbol.dispose]();
    assert.equal(subject.isMarked("hook"), true);
    second[Symbol.dispose]();
    assert.equal(subject.isMarked("hook"), false);
  });

  test("unmark() takes away the mark of its own process only", (subject) => {
    const [own, other] = [subject.open(), subject.open()];
    own.unmark("hook");
    own.mark("hook");
    other.unmark("hook");
    assert.equal(subject.isMarked("hook"), true);
    own.unmark("hook");
    assert.equal(subject.isMarked("hook"), false);
  });

  test("mark() can be disposed of once it is gone", (subject) => {
    const marks = subject.open();
    const mark = marks.mark("hook");
    marks.unmark("hook");
    mark[Symbol.dispose]();
    assert.equal(subject.isMarked("hook"), false);
  });
}
