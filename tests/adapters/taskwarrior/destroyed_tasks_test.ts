import assert from "node:assert/strict";
import { bringBackDestroyed } from "@/adapters/taskwarrior/v2/destroyed_tasks.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { createMemoryFiles } from "@tests/simulation/taskwarrior/memory_files.ts";

const uuids = {
  gone: "5f9a3c58-1d7b-4b60-9b1e-0c6a6b0f7a11",
  there: "6a0b4d69-2e8c-4c71-8c2f-1d7b7c1f8b22",
};
const lineOf = (uuid: string, status: string, modified = 1772355600) =>
  `[description:"Dig" entry:"1772355600" modified:"${modified}" status:"${status}" uuid:"${uuid}"]`;
const entryOf = (line: string) => `time 1772355600\nnew ${line}\n---\n`;

interface Given {
  readonly pending?: string;
  readonly undo?: string;
  readonly backlog?: string;
  /** What a command writes between the two looks. */
  readonly meanwhile?: { readonly pending: string };
}

/** What becomes of `pending.data` and `completed.data`. */
async function afterwards({ pending, undo = "", backlog = "", meanwhile }: Given) {
  const time = createSimulatedTime(chanceBy(1));
  const { runtime } = time;
  const files = createMemoryFiles(() => runtime.now().getTime());
  const put = (name: string, text: string) => files.write(`/tw/${name}.data`, text);
  put("pending", pending ?? `${lineOf(uuids.there, "pending")}\n`);
  for (const [name, text] of Object.entries({ completed: "", undo, backlog })) put(name, text);
  if (meanwhile !== undefined) runtime.after(250, () => put("pending", meanwhile.pending));
  const typeOf = (name: string) => ["entry", "modified"].includes(name) ? "date" : "string";
  const options = { files, runtime, folder: "/tw", typeOf, warn: () => {} };
  const work = bringBackDestroyed([uuids.gone], options);
  let isOver = false;
  void work.then(() => isOver = true);
  await time.pass(5_000, () => isOver);
  const holds = (name: string) =>
    files.text(`/tw/${name}.data`).split("\n").filter((line) => line.includes(uuids.gone)).length;
  return { back: [...await work], pending: holds("pending"), completed: holds("completed") };
}

for (const [status, at] of [["pending", "pending"], ["completed", "completed"]] as const) {
  Deno.test(`bringBackDestroyed() writes a ${status} task again that another command has destroyed`, async () => {
    const found = await afterwards({ undo: entryOf(lineOf(uuids.gone, status)) });
    assert.deepEqual(found, { back: [uuids.gone], pending: 0, completed: 0, [at]: 1 });
  });
}

Deno.test("bringBackDestroyed() leaves away what was deleted and purged, undone, put aside with all, or never recorded", async () => {
  const made = lineOf(uuids.gone, "pending");
  const undone = `{"modified":"20260301T090000Z","uuid":"${uuids.gone}"}\n` +
    `{"modified":"20260301T091500Z","uuid":"${uuids.gone}"}\n`;
  for (
    const given of [
      { undo: entryOf(made) + entryOf(lineOf(uuids.gone, "deleted")) },
      { undo: entryOf(made), backlog: undone },
      { undo: entryOf(made), pending: "" },
      { undo: "" },
    ]
  ) {
    assert.deepEqual(await afterwards(given), { back: [], pending: 0, completed: 0 });
  }
});

Deno.test("bringBackDestroyed() waits for a command that is moving the task", async () => {
  const made = lineOf(uuids.gone, "pending");
  const found = await afterwards({ undo: entryOf(made), meanwhile: { pending: `${made}\n` } });
  assert.deepEqual(found, { back: [], pending: 1, completed: 0 });
});
