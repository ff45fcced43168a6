import assert from "node:assert/strict";
import { jsonEqual } from "@/domain/json.ts";
import { fields, isOneOf, type ScalarField, scalarFields } from "@/domain/fields.ts";
import { type Side, sides, type Task } from "@/domain/task.ts";
import { type Moment, takeBackAll } from "@tests/support/taking_back.ts";
import type { PairSimulation } from "@tests/support/pair_simulation.ts";

interface Edit {
  readonly side: Side;
  readonly id: string;
  readonly field: ScalarField;
  readonly value: unknown;
  /** Set once a person who saw the value replaced it, took the task away, or chose the other one. */
  isReplaced: boolean;
}

interface Said {
  readonly text: string;
  isRemoved: boolean;
}

const ofOneDate = scalarFields.filter((field) => fields[field].isOfOneDate);

/** People on both sides, who remember what they did: none of it may be lost, doubled or come back unseen. */
export class RandomPerson {
  readonly edits: Edit[] = [];
  readonly comments: Said[] = [];
  isRepeating = false;
  #texts = 0;

  constructor(readonly sim: PairSimulation) {}

  edit(side: Side, id: string, change: Partial<Task>): void {
    const task = this.sim[side].tasks.get(id)?.task;
    if (task === undefined) return;
    for (const field of scalarFields) {
      if (!(field in change)) continue;
      const value = change[field];
      if (shown(field, value) === shown(field, task[field])) continue;
      this.#replace(field, task[field]);
      if (shown(field, value) === shown(field, this.#agreed(side, id, field))) continue;
      const edited = field === "udas" ? changedNames(task.udas, change.udas) : value;
      this.edits.push({ side, id, field, value: edited, isReplaced: false });
    }
    this.sim[side].edit(id, change);
  }

  comment(side: Side, id: string): void {
    if (!this.sim[side].tasks.has(id)) return;
    const text = `comment ${this.#texts++}`;
    this.sim[side].comment(id, text);
    this.comments.push({ text, isRemoved: false });
  }

  uncomment(side: Side, id: string): void {
    const task = this.sim[side].tasks.get(id)?.task;
    if (task === undefined) return;
    this.#uncommented(task.comments.slice(0, 1).map((comment) => comment.text));
    this.sim[side].edit(id, { comments: task.comments.slice(1) });
  }

  remove(side: Side, id: string, how: "deleted" | "missing" = "deleted"): void {
    const task = this.sim[side].tasks.get(id)?.task;
    if (task === undefined) return;
    this.#sawLast(task);
    this.sim[side].remove(id, how);
  }

  /** Which value of a conflict counts is a person's choice; what they then see replaced is no loss. */
  pick(conflict: number, side: Side): void {
    for (const state of this.sim.states.values()) {
      const open = state.conflicts[conflict % Math.max(1, state.conflicts.length)];
      if (open === undefined) continue;
      try {
        this.sim.apply(state.streamId, { type: "PickConflict", conflictId: open.id, side });
      } catch {
        continue;
      }
      for (const edit of this.edits) {
        if (open.field === "deleted" || edit.field === open.field) edit.isReplaced = true;
      }
      if (open.field === "deleted") { for (const said of this.comments) said.isRemoved = true; }
    }
  }

  /** What a person asks to be taken back they have seen: no loss, whatever becomes of it. */
  takeBack(before: Moment, after: Moment): void {
    for (const { id, plan } of takeBackAll(this.sim, before, after)) {
      const state = this.sim.state(id);
      for (const side of sides) {
        const task = this.sim[side].tasks.get(this.sim.idOn(state, side) ?? "")?.task;
        for (const [field, value] of Object.entries(plan.expected[side])) {
          if (isOneOf(scalarFields, field)) this.#replace(field, value);
        }
        this.#uncommented(Object.values(plan.expected[side].comments ?? {}));
        if (plan.life.kind === "away" && task !== undefined) this.#sawLast(task);
      }
    }
  }

  #replace(field: ScalarField, value: unknown): void {
    for (const edit of this.edits) {
      if (edit.field === field && shows(field, value, edit.value)) edit.isReplaced = true;
    }
  }

  /** What is set back before anybody looked was never an edit. */
  #agreed(side: Side, id: string, field: ScalarField): unknown {
    const state = [...this.sim.states.values()].find((each) => this.sim.idOn(each, side) === id);
    return state?.[side].base[field];
  }

  #uncommented(texts: readonly string[]): void {
    for (const said of this.comments) if (texts.includes(said.text)) said.isRemoved = true;
  }

  #sawLast(task: Task): void {
    for (const field of scalarFields) this.#replace(field, task[field]);
    this.#uncommented(task.comments.map((comment) => comment.text));
  }

  /** Each value that a person set is there, was replaced by somebody who saw it, or is kept in a conflict. */
  assertNothingLost(): void {
    const { events } = this.sim;
    const lost = events.flatMap((event) => event.type === "ConflictResolved" ? [event.data] : []);
    for (const edit of this.edits) {
      if (this.isRepeating && ofOneDate.includes(edit.field)) continue;
      const isThere = this.#all().some((task) => shows(edit.field, task[edit.field], edit.value));
      const isKept = lost.some((conflict) =>
        conflict.field === edit.field && shows(edit.field, conflict.lost.value, edit.value)
      );
      // Two people with the same idea: nobody can tell one's value from a copy of the other's.
      const isShared = this.edits.some((other) =>
        other.side !== edit.side && other.field === edit.field &&
        shown(edit.field, other.value) === shown(edit.field, edit.value)
      );
      assert.ok(edit.isReplaced || isThere || isKept || isShared, `lost: ${JSON.stringify(edit)}`);
    }
    const texts = this.#all().flatMap((task) => task.comments.map((comment) => comment.text));
    const keptTexts = lost.map((conflict) => JSON.stringify(conflict)).join();
    for (const { text, isRemoved } of this.comments) {
      assert.ok(isRemoved || texts.includes(text) || keptTexts.includes(text), `lost: ${text}`);
    }
  }

  assertNothingDoubled(): void {
    for (const task of this.#all()) {
      const texts = task.comments.map((comment) => comment.text);
      assert.equal(new Set(texts).size, texts.length, `doubled: ${texts.join()}`);
    }
  }

  #all(): readonly Task[] {
    return sides.flatMap((side) => [...this.sim[side].tasks.values()].map((held) => held.task));
  }
}

function changedNames(before: Task["udas"], after: Task["udas"]): Task["udas"] {
  return Object.fromEntries(
    Object.entries(after ?? {}).filter(([name, value]) => before?.[name] !== value),
  );
}

/** Whether the value is there; notes are merged by lines, attributes by their names. */
function shows(field: ScalarField, there: unknown, value: unknown): boolean {
  if (field === "udas") {
    const held = there as Task["udas"];
    return Object.entries(value as object).every(([name, each]) => held?.[name] === each);
  }
  if (field !== "notes") return shown(field, there) === shown(field, value);
  const lines = String(there).split("\n");
  return String(value).split("\n").every((line) => lines.includes(line));
}

/** Taskwarrior shows priorities above 3 as 3. */
export function shown(field: string, value: unknown): string {
  return JSON.stringify(field === "priority" ? Math.min(3, Number(value)) : value);
}

/** Every pair is equal on both sides, or gone from both. */
export function assertEqualSides(sim: PairSimulation): void {
  for (const state of sim.states.values()) {
    const ours = sim.taskwarrior.tasks.get(state.streamId)?.task;
    const theirs = sim.vikunja.tasks.get(String(state.vikunjaId))?.task;
    if (state.finished !== null) {
      assert.equal(theirs, undefined);
      assert.ok(ours === undefined || ours.done, `not done: ${state.streamId}`);
      continue;
    }
    if (ours === undefined || theirs === undefined) {
      assert.equal(ours, theirs);
      continue;
    }
    assert.deepEqual(comparable(ours), comparable(theirs));
  }
  const linked = [...sim.states.values()].map((state) => String(state.vikunjaId));
  for (const id of sim.vikunja.tasks.keys()) assert.ok(linked.includes(id), `an orphan: ${id}`);
  for (const side of sides) {
    for (const state of sim.states.values()) assert.equal(state[side].pending, null);
  }
}

function comparable(task: Task) {
  const { comments, doneAt: _, repetition: __, priority, labels, depends, ...rest } = task;
  assert.ok(jsonEqual(labels, [...labels].sort()));
  return {
    ...rest,
    labels,
    depends,
    priority: Math.min(3, priority),
    comments: comments.map((comment) => comment.text).sort(),
  };
}
