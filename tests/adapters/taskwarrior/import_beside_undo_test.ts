import assert from "node:assert/strict";
import { lineOf, recordOf, uuid, world } from "@tests/adapters/taskwarrior/keeper_world.ts";

for (const isLast of [true, false]) {
  Deno.test(`lookAfterImport() takes out what an import of ours has added ${isLast ? "below" : "above"} the task, whose file it had found empty`, async () => {
    const { put, keeperWith, pending, text } = world();
    const record = recordOf(lineOf("taken back", 1772355605));
    put("undo", record);
    const keeper = keeperWith();
    const recorded = keeper.recorded();
    const added = lineOf("ours", 1772355610);
    put("undo", `${record}time 1772355610\nnew ${added}\n---\n`);
    const stands = lineOf("theirs", 1772355600);
    put(
      "pending",
      (isLast ? [stands, added] : [added, stands]).map((line) => `${line}\n`).join(""),
    );
    const object = (description: string) => ({ uuid, description, status: "pending" });
    const own = { base: object("taken back"), object: object("ours"), from: null, to: null };
    const kept = await keeper.lookAfterImport(recorded, new Map([[uuid, own]]), null);
    assert.deepEqual([[...kept.clashes], [...kept.restored]], [[uuid], [uuid]]);
    assert.match(pending(), /^\[[^\n]*"theirs"[^\n]*\]\n$/);
    assert.match(text("undo"), /\nold [^\n]*"ours"[^\n]*\nnew [^\n]*"theirs"[^\n]*\n---\n$/);
    const again = await keeper.lookAfter({ ...kept.watched, unsettled: {} }, new Set());
    assert.deepEqual([[...again.restored], [...again.doubted]], [[], []]);
  });
}

Deno.test("lookAfterImport() leaves a task that stands twice where what was added is neither", async () => {
  const { put, keeperWith, pending } = world();
  put("undo", "");
  const keeper = keeperWith();
  const recorded = keeper.recorded();
  put("undo", `time 1772355610\nnew ${lineOf("ours", 1772355610)}\n---\n`);
  const both = `${lineOf("one", 1772355600)}\n${lineOf("two", 1772355601)}\n`;
  put("pending", both);
  const object = (description: string) => ({ uuid, description, status: "pending" });
  const own = { base: object("one"), object: object("ours"), from: null, to: null };
  await keeper.lookAfterImport(recorded, new Map([[uuid, own]]), null);
  assert.equal(pending(), both);
});
