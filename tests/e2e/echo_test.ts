import assert from "node:assert/strict";
import {
  assertStaysQuiet,
  edit,
  lines,
  localTask,
  serverTask,
  serverWrites,
} from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const edits:
  readonly (readonly [side: "taskwarrior" | "vikunja", (world: World) => Promise<unknown>])[] = [
    ["taskwarrior", (world) => world.task("+one", "modify", "due:2027-03-01")],
    ["taskwarrior", (world) => world.task("+one", "annotate", "a remark")],
    ["taskwarrior", (world) => world.task("+one", "modify", "+two")],
    ["taskwarrior", (world) => world.task("+one", "done")],
    ["vikunja", (world) => edit(world, "Buy seeds", { priority: 4 })],
    ["vikunja", (world) => edit(world, "Buy seeds", { description: "<p>tall <b>ones</b></p>" })],
    ["vikunja", (world) => edit(world, "Buy seeds", { done: false })],
  ];

for (const line of lines) {
  Deno.test(`T16 a single edit makes one write on the other side and no echo (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "project:garden", "+one", "Buy seeds");
    await world.task("add", "project:garden", "+other", "Two dozen pots");
    await world.api("POST", "/api/v2/labels", { title: "two" });
    await world.json(["sync"]);
    for (const [index, [side, make]] of edits.entries()) {
      await make(world);
      world.server.resetLog();
      const summary = await world.json(["sync"]);
      const wanted = {
        taskwarrior: 0,
        vikunja: 0,
        [side === "vikunja" ? "taskwarrior" : "vikunja"]: 1,
      };
      assert.deepEqual(summary["updated"], wanted, `edit ${index}: ${JSON.stringify(summary)}`);
      assert.equal(
        serverWrites(world).length,
        side === "taskwarrior" ? 1 : 0,
        serverWrites(world).join("\n"),
      );
      await assertStaysQuiet(world, ["sync"]);
    }
    await assertStaysQuiet(world, ["sync"], ["sync"], ["sync", "--full"]);
  });
}

const bodies: readonly string[] = [
  "<p>a</p>",
  "a",
  "<p>a</p>\n",
  "line\r\nline",
  "<p>fish &amp; chips &lt;3 &nbsp; &#39;x&#39;</p>",
  "<ul><li><p>one</p></li><li><p>two</p></li></ul>",
  '<ul data-type="taskList"><li data-checked="true"><p>done</p></li></ul>',
  "<p></p>",
  "<h2>Head</h2><p>text<br>more</p><pre><code>x  y\n</code></pre>",
  '<p><a href="https://example.org/?a=1&amp;b=2">link</a> <strong>b</strong><em>i</em></p>',
  "<blockquote><p>q</p></blockquote><hr><p>*stars* _under_ `tick`</p>",
];

for (const line of lines) {
  Deno.test(`T17 no value of either side oscillates (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    for (const [index, description] of bodies.entries()) {
      await world.api("PUT", "/api/v1/projects/1/tasks", {
        title: `typed ${index}`,
        description,
        priority: index % 6,
        due_date: index % 2 === 0 ? "0001-01-01T00:00:00Z" : "2027-05-05T10:00:00+02:00",
      });
    }
    const notes = [
      "plain",
      "trailing \n",
      "* a\n* b\n\n1. x",
      "a  \nb",
      "<b>html</b> & co",
      "\ttab",
      "# h\r\nx",
    ];
    await world.import(notes.map((text, index) => ({
      description: `written ${index}`,
      notes: text,
      priority: ["H", "M", "L"][index % 3],
    })));
    const typed = new Map((await world.serverTasks()).map((task) => [task.title, task]));
    await world.json(["sync"]);
    for (const index of bodies.keys()) {
      const before = typed.get(`typed ${index}`);
      const after = await serverTask(world, `typed ${index}`);
      assert.equal(after["description"], before?.["description"]);
      assert.equal(after["priority"], before?.["priority"]);
      assert.equal(after["due_date"], before?.["due_date"]);
    }
    for (const [index, text] of notes.entries()) {
      assert.equal(
        (await localTask(world, `written ${index}`))["notes"],
        text,
      );
    }
    await assertStaysQuiet(world);
    for (const index of bodies.keys()) {
      await world.task(`description.is:typed ${index}`, "modify", "+touched");
    }
    await world.json(["sync"]);
    for (const index of bodies.keys()) {
      const { description, priority } = await serverTask(world, `typed ${index}`);
      assert.equal(description, typed.get(`typed ${index}`)?.["description"]);
      assert.equal(priority, typed.get(`typed ${index}`)?.["priority"]);
    }
    await assertStaysQuiet(world);
  });
}
