import assert from "node:assert/strict";
import { createKeeper2 } from "@/adapters/taskwarrior/keeper_2.ts";
import { ownRange } from "@/adapters/taskwarrior/undo_entries.ts";
import { createUndoMemory } from "@/adapters/taskwarrior/undo_record.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

const uuid = "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11";
const lineOf = (title: string, modified: number) =>
  `[description:"${title}" entry:"1772355600" modified:"${modified}" status:"pending" uuid:"${uuid}"]`;

Deno.test("N1: what was written again stays taken back where a person undoes that", async () => {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const files = createMemoryFiles(() => runtime.now().getTime());
  const [before, ours] = [lineOf("old", 1772355600), lineOf("ours", 1772355610)];
  const record = `time 1772355610\nold ${before}\nnew ${ours}\n---\n`;
  const put = (name: string, text: string) => files.write(`/tw/${name}.data`, text);
  for (const name of ["completed", "backlog"]) put(name, "");
  put("pending", `${before}\n`);
  put("undo", record);
  const keeper = createKeeper2({
    files,
    runtime,
    folder: "/tw",
    typeOf: (name) => ["entry", "modified"].includes(name) ? "date" : "string",
    warn: () => {},
    memory: createUndoMemory(),
  });
  const own = [ownRange(new TextEncoder().encode(record), 0, runtime.now().getTime())];
  const restored = await keeper.lookAfter({ own, unsettled: {} }, new Set());
  assert.deepEqual([...restored.restored], [uuid]);
  assert.match(files.text("/tw/pending.data"), /"ours"/);
  put("pending", `${before}\n`);
  put("undo", record);
  const watch = { ...restored.watched, unsettled: {} };
  const undone = await keeper.lookAfter(watch, new Set());
  assert.deepEqual([...undone.restored], []);
  const later = await keeper.lookAfter({ ...undone.watched, unsettled: {} }, new Set());
  assert.deepEqual([...later.restored], []);
  assert.match(files.text("/tw/pending.data"), /"old"/);
});

Deno.test("lookAfter() restores what is destroyed after looks that found it as it should be", async () => {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const files = createMemoryFiles(() => runtime.now().getTime());
  const [before, ours] = [lineOf("old", 1772355600), lineOf("ours", 1772355610)];
  const record = `time 1772355610\nold ${before}\nnew ${ours}\n---\n`;
  const put = (name: string, text: string) => files.write(`/tw/${name}.data`, text);
  for (const name of ["completed", "backlog"]) put(name, "");
  put("pending", `${ours}\n`);
  put("undo", record);
  const memory = createUndoMemory();
  const keeper = createKeeper2({
    files,
    runtime,
    folder: "/tw",
    typeOf: (name) => ["entry", "modified"].includes(name) ? "date" : "string",
    warn: () => {},
    memory,
  });
  const own = [ownRange(new TextEncoder().encode(record), 0, runtime.now().getTime())];
  const fine = await keeper.lookAfter({ own, unsettled: {} }, new Set());
  assert.deepEqual([...fine.restored], []);
  assert.ok(memory.isFine(uuid, `0-${record.length} pending ${ours}`));
  await keeper.lookAfter({ ...fine.watched, unsettled: {} }, new Set());
  put("pending", `${before}\n`);
  const restored = await keeper.lookAfter({ ...fine.watched, unsettled: {} }, new Set());
  assert.deepEqual([...restored.restored], [uuid]);
  assert.match(files.text("/tw/pending.data"), /"ours"/);
});

Deno.test("N1: what was written again for another command stays taken back, also where nothing is known of the writing", async () => {
  const { runtime } = createSimulatedTime(chanceBy(1));
  const files = createMemoryFiles(() => runtime.now().getTime());
  const [before, theirs] = [lineOf("old", 1772355600), lineOf("theirs", 1772355610)];
  const json = (title: string, modified: string) =>
    `{"description":"${title}","modified":"20260301T${modified}Z","uuid":"${uuid}"}\n`;
  const put = (name: string, text: string) => files.write(`/tw/${name}.data`, text);
  put("completed", "");
  put("pending", `${before}\n`);
  put("undo", `time 1772355610\nold ${before}\nnew ${theirs}\n---\n`);
  const look = async (backlog: string) => {
    put("backlog", backlog);
    const keeper = createKeeper2({
      files,
      runtime,
      folder: "/tw",
      typeOf: (name) => ["entry", "modified"].includes(name) ? "date" : "string",
      warn: () => {},
      memory: createUndoMemory(),
    });
    const { restored } = await keeper.lookAfter(
      { own: [ownRange(new Uint8Array(), 0, runtime.now().getTime())], unsettled: {} },
      new Set([uuid]),
    );
    return [...restored];
  };
  const record = json("theirs", "090010");
  assert.deepEqual(await look(`${record}${json("theirs", "090012")}${json("old", "090000")}`), []);
  assert.match(files.text("/tw/pending.data"), /"old"/);
  assert.deepEqual(await look(record), [uuid]);
  assert.match(files.text("/tw/pending.data"), /"theirs"/);
});
