import { emptyValues } from "@tests/support/empty_values.ts";
import assert from "node:assert/strict";
import type { NewComment, Patch, Push } from "@/domain/push.ts";
import type { PresentReading, Reading, Task } from "@/domain/task.ts";
import type { Replica, Write, Written } from "@/ports/replica.ts";

/** One side with nothing in it, and the hands of other people on it. */
export interface ReplicaWorld extends AsyncDisposable {
  /** A replica as the next process would make it: what earlier ones kept of facts is known. */
  open(): Replica;
  /** What a create names: a UUID in Taskwarrior, `null` in Vikunja. */
  newId(): string | null;
  /** A paragraph in this side's own form. */
  paragraph(text: string): string;
  /** Not the default one. */
  readonly project: readonly string[];
  retitle(id: string, title: string): Promise<void>;
  addLabel(id: string, label: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export const signal = new AbortController().signal;

export interface Hands {
  readonly world: ReplicaWorld;
  readonly replica: Replica;
  task(values?: Partial<Task>): Task;
  create(values?: Partial<Task>, comments?: readonly NewComment[]): Promise<PresentReading>;
  update(id: string, patch: Patch, expected?: Partial<Task>): Promise<Written>;
  writeOne(id: string | null, push: Push, more?: Partial<Write>): Promise<Written>;
  readOne(id: string): Promise<Reading>;
}

/** With nothing in it. */
export const plainTask: Task = {
  ...emptyValues,
  title: "Dig",
  doneAt: null,
  repetition: null,
};

export function handsOn(world: ReplicaWorld, replica: Replica): Hands {
  const task = (values: Partial<Task> = {}) => ({
    ...plainTask,
    project: world.project,
    ...values,
  });
  const writeOne: Hands["writeOne"] = async (id, push, more = {}) => {
    const [outcome] = await replica.write([{ ...order(id, push), ...more }], signal);
    assert.ok(outcome);
    return outcome;
  };
  return {
    world,
    replica,
    task,
    writeOne,
    create: async (values = {}, comments = []) =>
      present(
        await writeOne(world.newId(), {
          kind: "create",
          task: task(values),
          comments,
          extra: null,
        }),
      ),
    update: (id, patch, { comments: _, ...expected } = {}) =>
      writeOne(id, { kind: "update", patch, expected }),
    async readOne(id) {
      const [reading] = await replica.read([id], signal);
      assert.ok(reading);
      return reading;
    },
  };
}

let orders = 0;

export function order(id: string | null, push: Push): Write {
  orders += 1;
  return {
    key: `${id}@${orders}`,
    id,
    push,
    requestedAt: new Date().toISOString(),
    mayHaveHappened: false,
    linkedComments: [],
    link: null,
  };
}

export function comment(world: ReplicaWorld, from: string, text: string): NewComment {
  return { from, text: world.paragraph(text), writtenAt: null };
}

/** A task with something in each field. */
export async function createFull({ world, create }: Hands): Promise<PresentReading> {
  const blocker = await create();
  const made = await create({
    notes: world.paragraph("first"),
    labels: ["home", "next week"],
    priority: 3,
    dueAt: "2031-03-04T05:06:07Z",
    scheduledAt: "2031-03-01T00:00:00Z",
    depends: [blocker.id],
  }, [comment(world, "1", "one"), comment(world, "2", "two")]);
  assert.equal(made.task.comments.length, 2);
  return made;
}

/** Of an outcome that left or found a task. */
export function readingOf(outcome: Written | undefined): Reading {
  assert.ok(outcome);
  if (outcome.kind === "failed") throw outcome.error;
  return outcome.reading;
}

export function present(outcome: Written): PresentReading {
  assert.equal(outcome.kind, "written");
  const reading = readingOf(outcome);
  assert.equal(reading.kind, "present");
  return reading as PresentReading;
}
