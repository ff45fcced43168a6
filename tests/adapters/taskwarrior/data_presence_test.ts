import assert from "node:assert/strict";
import { memoryFacts, replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask } from "@tests/support/replica_hands.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

const gone = { code: "CONFIG", retryable: true };
const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
const create = () => order(uuid, { kind: "create", task: plainTask, comments: [], extra: null });
const all = { cursor: null, full: false, knownCount: 0 };

async function putAway({ taskdata }: Taskwarrior): Promise<{ back(): Promise<void> }> {
  const away = `${taskdata}.away`;
  await Deno.rename(taskdata, away);
  return {
    async back() {
      await Deno.remove(taskdata, { recursive: true }).catch(() => {});
      await Deno.rename(away, taskdata);
    },
  };
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name);

forEachVersion("T13 no data folder is made in the place of one that is away", async (tw) => {
  await tw.run(["add", "Dig"]);
  const { TASKDATA: _, ...env } = tw.env;
  const facts = memoryFacts();
  const replica = replicaOf({ ...tw, env }, { facts });
  await replica.changes(all, signal);
  const away = await putAway(tw);
  await assert.rejects(replica.changes({ ...all, cursor: replica.cursor() }, signal), gone);
  await assert.rejects(replica.read([uuid], signal), gone);
  await assert.rejects(replica.write([create()], signal), { retryable: true });
  const afresh = replicaOf({ ...tw, env });
  await assert.rejects(afresh.changes(all, signal), { code: "CONFIG", message: /\.task/ });
  assert.deepEqual(namesIn(tw.home).filter((name) => name === ".task"), []);
  await away.back();
  const { readings } = await replica.changes({ ...all, cursor: replica.cursor() }, signal);
  assert.deepEqual(readings, []);
});

forEachVersion(
  "T13 changes() tells that data are gone, and keeps its place for when they are back",
  async (tw) => {
    await tw.run(["add", "Dig"]);
    const replica = replicaOf(tw);
    const { readings: [dig] } = await replica.changes(all, signal);
    const cursor = replica.cursor();
    const away = await putAway(tw);
    await Deno.mkdir(tw.taskdata);
    assert.ok(dig);
    const rename = {
      kind: "update",
      patch: { title: "Rest" },
      expected: { title: "Dig" },
    } as const;
    await assert.rejects(replica.read([dig.id], signal), gone);
    await assert.rejects(replica.write([order(dig.id, rename)], signal), gone);
    await assert.rejects(replica.write([create()], signal), gone);
    assert.equal(await replica.history(cursor, signal), "gone");
    const read = await replica.changes({ ...all, cursor }, signal);
    assert.deepEqual([read.isGone, read.complete, read.readings], [true, true, []]);
    assert.equal(replica.cursor(), cursor);
    await assert.rejects(replica.write([order(dig.id, rename)], signal), gone);
    assert.deepEqual(namesIn(tw.taskdata), []);
    await away.back();
    const back = await replica.changes({ ...all, cursor }, signal);
    assert.deepEqual([back.isGone, back.complete, back.readings], [undefined, false, []]);
    assert.equal(await replica.history(cursor, signal), "continued");
  },
);

forEachVersion("a new list gets its data with its first task, in an empty folder", async (tw) => {
  const facts = memoryFacts();
  await replicaOf(tw, { facts }).installation(signal);
  for (const name of namesIn(tw.taskdata)) await Deno.remove(`${tw.taskdata}/${name}`);
  const replica = replicaOf(tw, { facts });
  assert.deepEqual((await replica.changes(all, signal)).readings, []);
  const [outcome] = await replica.write([create()], signal);
  assert.equal(outcome?.kind, "written");
  assert.deepEqual((await tw.export()).map((task) => task["uuid"]), [uuid]);
});
