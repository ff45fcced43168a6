import assert from "node:assert/strict";
import { createDirectWriter2 } from "@/adapters/taskwarrior/v2/direct_writer_2.ts";
import type { OwnRange } from "@/adapters/taskwarrior/stored/undo_entries.ts";
import { createUndoMemory } from "@/adapters/taskwarrior/v2/undo_record.ts";
import {
  before,
  changed,
  lineOf,
  recordOf,
  uuid,
  world,
} from "@tests/adapters/taskwarrior/keeper_world.ts";

Deno.test("N1: what was written again stays taken back where a person undoes that", async () => {
  const { put, keeperWith, own, pending } = world();
  const record = recordOf(changed("ours"));
  put("pending", `${before}\n`);
  put("undo", record);
  const keeper = keeperWith();
  const restored = await keeper.lookAfter({ own: own(record), unsettled: {} }, new Set());
  assert.deepEqual([...restored.restored], [uuid]);
  assert.match(pending(), /"ours"/);
  put("pending", `${before}\n`);
  put("undo", record);
  const watch = { ...restored.watched, unsettled: {} };
  const undone = await keeper.lookAfter(watch, new Set());
  assert.deepEqual([...undone.restored], []);
  const later = await keeper.lookAfter({ ...undone.watched, unsettled: {} }, new Set());
  assert.deepEqual([...later.restored], []);
  assert.match(pending(), /"old"/);
});

Deno.test("lookAfter() restores what is destroyed after looks that found it as it should be", async () => {
  const { put, keeperWith, own, pending } = world();
  const ours = changed("ours");
  const record = recordOf(ours);
  put("pending", `${ours}\n`);
  put("undo", record);
  const memory = createUndoMemory();
  const keeper = keeperWith(memory);
  const fine = await keeper.lookAfter({ own: own(record), unsettled: {} }, new Set());
  assert.deepEqual([...fine.restored], []);
  assert.ok(memory.isFine(uuid, `0-${record.length} pending ${ours}`));
  await keeper.lookAfter({ ...fine.watched, unsettled: {} }, new Set());
  put("pending", `${before}\n`);
  const restored = await keeper.lookAfter({ ...fine.watched, unsettled: {} }, new Set());
  assert.deepEqual([...restored.restored], [uuid]);
  assert.match(pending(), /"ours"/);
});

Deno.test("N1: what was written again for another command stays taken back, also where nothing is known of the writing", async () => {
  const { put, keeperWith, own, pending } = world();
  const json = (title: string, modified: string) =>
    `{"description":"${title}","modified":"20260301T${modified}Z","uuid":"${uuid}"}\n`;
  put("pending", `${before}\n`);
  put("undo", recordOf(changed("theirs")));
  const look = async (backlog: string) => {
    put("backlog", backlog);
    const watch = { own: own(""), unsettled: {} };
    const { restored } = await keeperWith().lookAfter(watch, new Set([uuid]));
    return [...restored];
  };
  const record = json("theirs", "090010");
  assert.deepEqual(await look(`${record}${json("theirs", "090012")}${json("old", "090000")}`), []);
  assert.match(pending(), /"old"/);
  assert.deepEqual(await look(record), [uuid]);
  assert.match(pending(), /"theirs"/);
});

Deno.test("lookAfter() restores what an import of ours and a later command destroyed of one task together", async () => {
  const { put, keeperWith, own, pending } = world();
  const line = (title: string, more = "") => changed(title).replace(" status", `${more} status`);
  const ours = recordOf(line("ours"));
  const theirs = recordOf(line("old", ' notes:"theirs"'));
  const last = line("old", ' scheduled:"1772355600"');
  put("undo", ours + theirs + recordOf(last));
  put("pending", `${last}\n`);
  const keeper = keeperWith();
  const first = await keeper.lookAfter({ own: own(ours), unsettled: {} }, new Set());
  assert.deepEqual([[...first.restored], [...first.doubted]], [[], [uuid]]);
  const watch = { ...first.watched, unsettled: {} };
  const second = await keeper.lookAfter(watch, first.doubted);
  assert.deepEqual([...second.restored], [uuid]);
  for (const value of [/"ours"/, /"theirs"/, /scheduled/]) assert.match(pending(), value);
});

Deno.test("a direct write is told of a task of which another command has destroyed something of ours", async () => {
  const { put, pass, files2, keeperWith, own } = world();
  const record = recordOf(changed("ours"));
  put("undo", record);
  const writer = createDirectWriter2(files2, keeperWith());
  const watch = { own: own(record), unsettled: {} };
  const told = async (line: string) => {
    put("pending", `${line}\n`);
    let destroyed: readonly string[] = [];
    const written = writer.write(new Set([uuid]), (_tasks, _unknown, those) => {
      destroyed = [...those ?? []];
      return [];
    }, watch);
    await pass(1);
    await written;
    return destroyed;
  };
  assert.deepEqual(await told(changed("ours")), []);
  assert.deepEqual(await told(before), [uuid]);
});

Deno.test("N1: who takes back a command that had not seen ours has what it had read, also of one second", async () => {
  const { put, keeperWith, own, pending } = world();
  const record = recordOf(changed("ours"));
  const json = (title: string) =>
    `{"description":"${title}","modified":"20260301T090010Z","uuid":"${uuid}"}\n`;
  put("undo", record);
  put("backlog", json("ours"));
  put("pending", `${before}\n`);
  const destroyed = await keeperWith().lookAfter({ own: own(record), unsettled: {} }, new Set());
  assert.deepEqual([...destroyed.restored], [uuid]);
  put("undo", record);
  put("backlog", json("ours") + json("theirs, taken back"));
  put("pending", `${before}\n`);
  const undone = await keeperWith().lookAfter({ own: own(record), unsettled: {} }, new Set());
  assert.deepEqual([...undone.restored], []);
  assert.deepEqual(undone.watched.taken, { [uuid]: record.length });
  assert.match(pending(), /"old"/);
});

Deno.test("T20: a task that a `task undo` is about to write again is not written beside it", async () => {
  const { put, keeperWith, own, pending } = world();
  const record = recordOf(changed("ours"));
  const watch = { own: own(record), unsettled: {} };
  const keeper = keeperWith();
  put("undo", record);
  put("pending", "");
  const amidst = await keeper.lookAfter(watch, new Set());
  assert.deepEqual([[...amidst.restored], [...amidst.doubted], pending()], [[], [uuid], ""]);
  put("pending", `${changed("ours")}\n`);
  const after = await keeper.lookAfter({ ...watch, ...amidst.watched }, amidst.doubted);
  assert.deepEqual([[...after.restored], [...after.doubted]], [[], []]);
  put("pending", "");
  const destroyed = await keeper.lookAfter({ ...watch, ...after.watched }, new Set([uuid]));
  assert.deepEqual([...destroyed.restored], [uuid]);
});

Deno.test("T20: after an import, a task that is in no file is looked at once more before it is written again", async () => {
  for (const stands of [true, false]) {
    const { put, pass, keeperWith, pending } = world();
    put("undo", "");
    put("pending", "");
    const keeper = keeperWith();
    const recorded = keeper.recorded();
    const made = lineOf("theirs", 1772355600);
    put("undo", `time 1772355600\nnew ${made}\n---\n`);
    const looked = keeper.lookAfterImport(recorded, new Map(), null);
    await pass(100);
    assert.equal(pending(), "");
    if (!stands) put("pending", `${made}\n`);
    await pass(1_000);
    assert.deepEqual([...(await looked).restored], stands ? [uuid] : []);
    assert.equal(pending().includes("theirs"), true);
  }
});

Deno.test("T20: nothing is written on what a `task undo` has written meanwhile, which waits for nobody", async () => {
  const { put, pass, files2, text, pending } = world();
  put("pending", `${changed("theirs")}\n`);
  put("undo", recordOf(changed("theirs")));
  let undoes = 1;
  const files: typeof files2.files = {
    ...files2.files,
    create(path, content) {
      files2.files.create(path, content);
      if (undoes-- <= 0) return;
      put("undo", "");
      put("pending", `${before}\n`);
    },
  };
  const writer = createDirectWriter2({ ...files2, files });
  const seen: unknown[] = [];
  const written = writer.write(new Set([uuid]), (tasks) => {
    const base = tasks.get(uuid);
    if (base === undefined) return [];
    seen.push(base["description"]);
    return [{ uuid, base, object: { ...base, priority: "H" }, editedAt: null }];
  });
  await pass(1_000);
  await written;
  assert.deepEqual(seen, ["theirs", "old"]);
  assert.match(pending(), /^\[description:"old" .* priority:"H" /);
  assert.equal(text("undo").match(/^new /gm)?.length, 1);
});

/** What `task undo` leaves that was asked about an edit of the priority, and answered once ours of the title had come. */
async function lateUndo(prior: string, write: Write = directly) {
  const made = world();
  const { put, pass, keeperWith, text } = made;
  const edited = changed("old").replace(" status", ' priority:"H" status');
  put("pending", `${edited}\n`);
  put("undo", `time 1772355610\nold ${before}\nnew ${edited}\n---\n`);
  put("backlog", json(before) + json(edited));
  const own = await write(made, edited);
  const keeper = keeperWith();
  put("undo", "");
  const amidst = await keeper.lookAfter({ own, unsettled: {} }, new Set());
  put("pending", `${prior}\n`);
  put("backlog", text("backlog") + json(prior));
  await pass(1_000);
  const watch = { ...amidst.watched, unsettled: {} };
  return { ...made, amidst, after: await keeper.lookAfter(watch, amidst.doubted) };
}

type Writing = ReturnType<typeof world>;
type Write = (world: Writing, edited: string) => Promise<readonly OwnRange[]>;

async function directly({ files2, pass }: Writing) {
  const writing = createDirectWriter2(files2).write(new Set([uuid]), (tasks) => {
    const base = tasks.get(uuid);
    return base === undefined
      ? []
      : [{ uuid, base, object: { ...base, description: "ours" }, editedAt: null }];
  });
  await pass(100);
  const { own } = await writing;
  assert.ok(own !== undefined);
  return [own];
}

async function byImport({ put, text, keeperWith }: Writing, edited: string) {
  const keeper = keeperWith();
  const recorded = keeper.recorded();
  const made = edited.replace('"old"', '"ours"').replace("1772355610", "1772355620");
  put("pending", `${made}\n`);
  put("undo", `${text("undo")}time 1772355620\nold ${edited}\nnew ${made}\n---\n`);
  put("backlog", text("backlog") + json(made));
  const mark = { mark: null };
  const sent = { base: objectOf(edited), object: objectOf(made), from: mark, to: mark };
  return (await keeper.lookAfterImport(recorded, new Map([[uuid, sent]]), null)).watched.own;
}

const json = (line: string) => `${JSON.stringify(objectOf(line))}\n`;

function objectOf(line: string) {
  const values = [...line.matchAll(/([a-z]+):"([^"]*)"/g)].map(([, name = "", value = ""]) =>
    /^\d+$/.test(value)
      ? [name, `${new Date(Number(value) * 1000).toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`]
      : [name, value]
  );
  return { uuid, ...Object.fromEntries(values) };
}

Deno.test("T20: what came over while `task undo` asked whether it is to, and that had not read, is there after it", async () => {
  for (const write of [directly, byImport]) {
    const { amidst, after, pending } = await lateUndo(before, write);
    assert.deepEqual([[...amidst.restored], [...amidst.doubted]], [[], [uuid]]);
    assert.deepEqual([[...after.restored], [...after.doubted]], [[uuid], []]);
    assert.match(pending(), /description:"ours"/);
    assert.doesNotMatch(pending(), /priority/);
  }
});

Deno.test("T20: who takes back a write of ours has what stood before it", async () => {
  const edited = changed("old").replace(" status", ' priority:"H" status');
  const { after, pending } = await lateUndo(edited);
  assert.deepEqual([[...after.restored], pending()], [[], `${edited}\n`]);
});
