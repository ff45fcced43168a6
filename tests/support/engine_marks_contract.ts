import assert from "node:assert/strict";
import type { EngineMark, EngineMarks, EnginePlace } from "@/ports/engine_mark.ts";

interface EngineMarksSubject extends Disposable {
  /** Data folders that are there. */
  readonly folders: readonly [string, string];
  /** A state folder with a log, and one without. */
  readonly stateDirs: { readonly logged: string; readonly empty: string };
  open(here: EnginePlace): EngineMarks;
}

const machine = "0c1b8f6e95f24f5e8f6b1d2c3b4a5960";

/** What all marks of engines promise; `make` gives folders without a mark. */
export function engineMarksContract(name: string, make: () => EngineMarksSubject): void {
  const test = (what: string, body: (subject: EngineMarksSubject) => void) =>
    Deno.test(`${name}: ${what}`, () => {
      using subject = make();
      body(subject);
    });
  const placeOf = ({ stateDirs }: EngineMarksSubject): EnginePlace => ({
    host: "here",
    machine,
    stateDir: stateDirs.logged,
  });
  const markOf = (subject: EngineMarksSubject, round: number): EngineMark => ({
    ...placeOf(subject),
    log: "3b0f5c3a-0d5f-4f0e-9f67-0f6c1f0a8a11",
    round,
    at: "2026-11-20T10:00:00.000Z",
  });

  test("write() marks one folder, in the place of the mark before, for every engine", (subject) => {
    const [folder, other] = subject.folders;
    const marks = subject.open(placeOf(subject));
    assert.equal(marks.read(folder), null);
    marks.write(folder, markOf(subject, 1));
    marks.write(folder, markOf(subject, 2));
    const elsewhere = subject.open({ host: "there", machine: null, stateDir: "/elsewhere" });
    assert.deepEqual(elsewhere.read(folder), markOf(subject, 2));
    assert.equal(elsewhere.read(other), null);
  });

  test("isThere() is whether the log is where the mark says, as far as this machine can tell", (subject) => {
    const marks = subject.open(placeOf(subject));
    const { logged, empty } = subject.stateDirs;
    const mark = markOf(subject, 1);
    assert.equal(marks.isThere({ ...mark, stateDir: logged }), true);
    assert.equal(marks.isThere({ ...mark, stateDir: empty }), false);
    // Of another machine nobody can tell: it is taken to be there.
    assert.equal(marks.isThere({ ...mark, machine: "another", stateDir: empty }), true);
  });
}
