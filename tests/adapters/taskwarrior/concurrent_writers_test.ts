import assert from "node:assert/strict";
import type { Write } from "@/ports/replica.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask } from "@tests/support/replica_hands.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

forEachVersion("write() destroys none of 50 adds made beside 25 of its imports", async (tw) => {
  const replica = replicaOf(tw);
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  const own = Array.from({ length: 20 }, () => crypto.randomUUID());
  await replica.write(own.map(created), signal);
  const theirs = addAll(tw, 50);
  for (let round = 1; round <= 25; round++) {
    const outcomes = await replica.write(own.map((id) => titled(id, `ours ${round}`)), signal);
    assert.deepEqual(new Set(outcomes.map(({ kind }) => kind)), new Set(["written"]));
  }
  await theirs;
  await replica.changes({ cursor: replica.cursor(), full: false, knownCount: 0 }, signal);
  const titles = (await tw.export()).map((task) => String(task["description"]));
  const expected = [...numbered("theirs", 50), ...own.map(() => "ours 25")];
  assert.deepEqual(titles.toSorted(), expected.toSorted());
});

forEachVersion("write() changes one field beside 40 modifies of another", async (tw) => {
  const replica = replicaOf(tw);
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  const id = crypto.randomUUID();
  await replica.write([created(id)], signal);
  let stop = false;
  let theirRound = Promise.withResolvers<void>();
  const theirs = (async () => {
    for (let round = 1; round <= 40; round++) {
      const { code, stderr } = await tw.run([id, "modify", `project:theirs.${round}`]);
      assert.equal(code, 0, stderr);
      stop = round === 40;
      theirRound.resolve();
      theirRound = Promise.withResolvers();
    }
  })();
  let round = 0;
  while (!stop) {
    const theirNext = theirRound.promise;
    // More of them would keep theirs waiting for the files for as long as the machine is busy.
    for (let n = 0; n < 3 && !stop; n++) {
      round += 1;
      const [outcome] = await replica.write([titled(id, `ours ${round}`)], signal);
      assert.equal(outcome?.kind, "written");
    }
    await theirNext;
  }
  await theirs;
  await replica.changes({ cursor: replica.cursor(), full: false, knownCount: 0 }, signal);
  const [task] = await tw.export([id]);
  assert.equal(task?.["description"], `ours ${round}`);
  assert.equal(task?.["project"], "theirs.40");
});

async function addAll(tw: Taskwarrior, count: number): Promise<void> {
  for (const title of numbered("theirs", count)) {
    const { code, stderr } = await tw.run(["add", title]);
    assert.equal(code, 0, stderr);
  }
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}`);
}

function created(id: string): Write {
  return order(id, {
    kind: "create",
    task: { ...plainTask, title: "ours" },
    comments: [],
    extra: null,
  });
}

function titled(id: string, title: string): Write {
  return order(id, { kind: "update", patch: { title }, expected: {} });
}
