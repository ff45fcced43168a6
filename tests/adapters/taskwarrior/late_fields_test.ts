import assert from "node:assert/strict";
import { memoryFacts, replicaOf, signal, udas } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask, present } from "@tests/support/replica_hands.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
const values = { endsAt: "2031-03-05T10:00:00Z", progress: 29 };
const ways = ["auto", "import"] as const;

for (const write of ways) {
  forEachVersion(
    `write() sets and clears attributes of the user's by their type (${write})`,
    async (tw) => {
      const replica = replicaOf(tw, { write });
      const task = { ...plainTask, ...values };
      const [made] = await replica.write(
        [order(uuid, { kind: "create", task, comments: [], extra: null })],
        signal,
      );
      assert.ok(made !== undefined);
      assert.deepEqual(present(made).task, task);
      const [stored] = await tw.export([uuid]);
      assert.deepEqual([stored?.["ends"], stored?.["progress"]], ["20310305T100000Z", 29]);
      const none = { endsAt: null, progress: 0 };
      const [cleared] = await replica.write(
        [order(uuid, { kind: "update", patch: none, expected: values })],
        signal,
      );
      assert.ok(cleared !== undefined);
      assert.deepEqual(present(cleared).task, { ...task, ...none });
      const [left] = await tw.export([uuid]);
      assert.deepEqual(["ends" in (left ?? {}), "progress" in (left ?? {})], [false, false]);
    },
    { rc: udas },
  );
}

forEachVersion(
  "write() writes no attribute that the configuration does not define, and read() tells none",
  async (tw) => {
    const task = { ...plainTask, ...values };
    const [made] = await replicaOf(tw).write(
      [order(uuid, { kind: "create", task, comments: [], extra: null })],
      signal,
    );
    assert.ok(made?.kind === "written");
    assert.deepEqual([made.leftOut, made.lacks], [[], undefined]);
    const { endsAt: _, progress: __, ...told } = plainTask;
    assert.deepEqual(present(made).task, told);
    const [stored] = await tw.export([uuid]);
    assert.deepEqual(["ends" in (stored ?? {}), "progress" in (stored ?? {})], [false, false]);
  },
);

forEachVersion(
  "write() leaves a date beyond what Taskwarrior can hold out of an attribute too",
  async (tw) => {
    const endsAt = "1979-12-31T23:59:59Z";
    const push = {
      kind: "create",
      task: { ...plainTask, endsAt },
      comments: [],
      extra: null,
    } as const;
    const [outcome] = await replicaOf(tw).write([order(uuid, push)], signal);
    assert.ok(outcome?.kind === "written");
    assert.match(outcome.leftOut.join(), /Taskwarrior holds dates from 1980 to 9999 only/);
    assert.deepEqual(outcome.lacks, { endsAt });
    assert.equal(present(outcome).task.endsAt, null);
  },
  { rc: udas },
);

forEachVersion(
  "changes() reads every task once where an attribute is defined since",
  async (tw) => {
    const facts = memoryFacts();
    await tw.run(["add", "Dig"]);
    const first = replicaOf(tw, { facts });
    await first.changes({ cursor: null, full: false, knownCount: 0 }, signal);
    const request = { cursor: first.cursor(), full: false, knownCount: 1 };
    assert.equal((await replicaOf(tw, { facts }).changes(request, signal)).complete, false);
    await Deno.writeTextFile(tw.taskrc, "\nuda.ends.type=date\n", { append: true });
    const next = replicaOf(tw, { facts });
    const { complete, readings } = await next.changes(request, signal);
    assert.equal(complete, true);
    assert.deepEqual(
      readings.map((reading) => reading.kind === "present" ? reading.task.endsAt : reading.kind),
      [null],
    );
    const again = { ...request, cursor: next.cursor() };
    assert.equal((await replicaOf(tw, { facts }).changes(again, signal)).complete, false);
  },
);
