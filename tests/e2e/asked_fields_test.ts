import assert from "node:assert/strict";
import { assertStaysQuiet, edit, lines, localTask, serverTask } from "@tests/support/quiet.ts";
import { configured } from "@tests/support/configured.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const places =
  '[mapping]\nfavourite = "tag:fav"\ncolour = "uda:colour"\nreminders = "uda:reminders"\n';

const ownPlaces =
  '[mapping]\nstarted = "label:doing"\n[mapping.udas]\nestimate = "label"\nsize = "line:Size"\n';

async function ours(world: World) {
  const { tags = [], colour = null, reminders = null } = await localTask(world, "Dig");
  return { tags, colour, reminders };
}

async function theirs(world: World) {
  const task = await serverTask(world, "Dig");
  const labels = (task["labels"] ?? []) as readonly { readonly title: string }[];
  const reminders = (task["reminders"] ?? []) as readonly Record<string, unknown>[];
  return {
    favourite: task["is_favorite"],
    colour: String(task["hex_color"]).replace("#", ""),
    reminders: reminders.map(({ relative_period, relative_to, reminder }) =>
      relative_to === "" ? reminder : [relative_to, relative_period]
    ),
    labels: labels.map(({ title }) => title),
  };
}

for (const line of lines) {
  Deno.test(`favourite, colour and reminders go both ways where they are asked for (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const world = await configured(plain, places);
    await world.json(["sync", "--yes"]);
    await world.task(
      "add",
      "Dig",
      "+fav",
      "+x",
      "colour:#F00",
      "reminders:due-60min",
      "due:2031-01-01",
    );
    await world.json(["sync"]);
    assert.deepEqual(await theirs(world), {
      favourite: true,
      colour: "ff0000",
      reminders: [["due_date", -3600]],
      labels: ["x"],
    });
    assert.equal((await localTask(world, "Dig"))["colour"], "#F00");
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

    // What is not named in a change stays, however little is.
    await edit(world, "Dig", { description: "<p>deep</p>", priority: 4, percent_done: 0.3 });
    await world.json(["sync"]);
    await world.task("Dig", "modify", "-fav", "reminders:2031-01-01T09:00:00Z");
    await world.json(["sync"]);
    const { favourite, reminders } = await theirs(world);
    assert.deepEqual([favourite, reminders], [false, ["2031-01-01T09:00:00Z"]]);
    const { description, priority, percent_done, due_date } = await serverTask(world, "Dig");
    assert.deepEqual([description, priority, percent_done], ["<p>deep</p>", 4, 0.3]);
    assert.notEqual(due_date, "0001-01-01T00:00:00Z");

    await edit(world, "Dig", { is_favorite: true });
    await world.json(["sync"]);
    await edit(world, "Dig", {
      hex_color: "00ff00",
      reminders: [{ relative_to: "due_date", relative_period: -86_400 }],
    });
    await world.json(["sync"]);
    assert.deepEqual(await ours(world), {
      tags: ["fav", "x"],
      colour: "00ff00",
      reminders: "due-1d",
    });
    await world.json(["set", "1", "favourite=no", "colour=abc", "reminders="]);
    assert.deepEqual(await ours(world), { tags: ["x"], colour: "aabbcc", reminders: null });
    assert.deepEqual(await theirs(world), {
      favourite: false,
      colour: "aabbcc",
      reminders: [],
      labels: ["x"],
    });

    const { stdout } = await world.run(["show", "1"]);
    assert.match(stdout, /colour: "aabbcc"/);

    // A text that says nothing is left alone, and takes nothing away.
    await world.task("Dig", "modify", "colour:rosy");
    await world.json(["sync"]);
    assert.deepEqual([(await ours(world)).colour, (await theirs(world)).colour], [
      "rosy",
      "aabbcc",
    ]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
  });

  Deno.test(`asking for a field, and no more, moves no label and takes nothing away (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    await plain.task("add", "Dig", "+fav");
    await plain.json(["sync"]);
    await edit(plain, "Dig", {
      hex_color: "00ff00",
      reminders: [{ reminder: "2031-01-01T00:00:00Z" }],
    });
    const { code, stderr } = await plain.run(["set", "1", "colour=abc"]);
    assert.deepEqual([code, /its colour is not synced/.test(stderr)], [2, true]);
    await assertStaysQuiet(plain, ["sync", "--full"]);
    assert.deepEqual((await theirs(plain)).labels, ["fav"]);

    // What one side alone has of it beats its absence.
    const world = await configured(plain, places);
    await world.json(["sync", "--yes"]);
    assert.deepEqual(await ours(world), {
      tags: ["fav"],
      colour: "00ff00",
      reminders: "2031-01-01T00:00:00Z",
    });
    const { favourite, labels } = await theirs(world);
    assert.deepEqual([favourite, labels], [true, ["fav"]]);
    await world.task("Dig", "modify", "-fav");
    await world.json(["sync"]);
    const after = await theirs(world);
    assert.deepEqual([after.favourite, after.labels], [false, ["fav"]]);
    await world.task("Dig", "modify", "+fav");
    await world.json(["sync"]);

    // Shown in another place, nobody has taken anything away.
    const before = await theirs(world);
    const moved = await configured(
      plain,
      '[mapping]\nfavourite = "uda:star"\ncolour = "tag:col"\nreminders = "uda:remind"\n',
    );
    await moved.json(["sync", "--yes"]);
    assert.deepEqual(await theirs(moved), before);
    const { star, remind, tags } = await localTask(moved, "Dig");
    assert.deepEqual([star, remind, tags], ["yes", "2031-01-01T00:00:00Z", ["col.00ff00", "fav"]]);
    await assertStaysQuiet(moved, ["sync"], ["sync", "--full"]);

    const both = [await ours(plain), await theirs(plain)];
    await assertStaysQuiet(plain, ["sync"], ["sync", "--full"]);
    assert.deepEqual([await ours(plain), await theirs(plain)], both);
  });

  Deno.test(`a start is a label, and attributes of one's own are labels and lines (Taskwarrior ${line})`, async () => {
    await using plain = await createWorld({ line });
    const taskrc = String(plain.env["TASKRC"]);
    await Deno.writeTextFile(taskrc, "uda.estimate.type=duration\n", { append: true });
    const world = await configured(plain, ownPlaces);
    await world.json(["sync", "--yes"]);
    await world.task("add", "Dig", "estimate:3h", "size:M", "notes:deep", "+x");
    await world.task("Dig", "start");
    assert.equal((await world.json(["sync"]))["conflicts"], 0);
    const { labels } = await theirs(world);
    assert.deepEqual([...labels].sort(), ["doing", "estimate: 3h", "x"]);
    assert.match(
      String((await serverTask(world, "Dig"))["description"]),
      /deep.*<p>Size: M<\/p>$/s,
    );
    await world.json(["sync"]);
    assert.match(String((await localTask(world, "Dig"))["notes"]), /deep\s+Size: M/);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);

    await edit(world, "Dig", { description: "<p>deeper</p><p>size: L</p>" });
    await world.task("Dig", "stop");
    await world.task("Dig", "modify", "estimate:1d");
    await world.json(["sync"]);
    const task = await localTask(world, "Dig");
    assert.deepEqual([task["size"], task["start"], task["estimate"]], ["L", undefined, "P1D"]);
    assert.deepEqual([...(await theirs(world)).labels].sort(), ["estimate: 1d", "x"]);
    await assertStaysQuiet(world, ["sync"], ["sync", "--full"]);
    // Called otherwise, nothing is taken away: what is there keeps its label, and gets the new one.
    await world.task("Dig", "start");
    await world.json(["sync"]);
    const renamed = await configured(plain, ownPlaces.replace("doing", "working"));
    await renamed.json(["sync"]);
    assert.deepEqual([...(await theirs(renamed)).labels].sort(), [
      "doing",
      "estimate: 1d",
      "working",
      "x",
    ]);
    assert.notEqual((await localTask(renamed, "Dig"))["start"], undefined);
    // Not asked for any more, its labels are none of Taskwarrior's either.
    await assertStaysQuiet(plain, ["sync"], ["sync", "--full"]);
    assert.deepEqual((await localTask(plain, "Dig"))["tags"], ["x"]);
  });
}
