import assert from "node:assert/strict";
import { type Answer, typedAt } from "@tests/support/terminal.ts";
import { localTask } from "@tests/support/quiet.ts";
import { createWorld, type World } from "@tests/support/world.ts";

const hostile = "evil \x1b[2J\x1b]0;owned\x07 \u202etitle";
const long = `A title that goes on ${"and on ".repeat(30)}to its end`;

/** Many tasks, one field with two values, and titles that would drive a terminal. */
async function busyLists(world: World): Promise<void> {
  const tasks = Array.from({ length: 60 }, (_, at) => ({
    description: `Task ${at}`,
    status: "pending",
    project: `Customers.North.Project${at % 7}`,
    tags: [`label${at % 9}`, "another"],
  }));
  await world.import([...tasks, { description: "Call back", status: "pending" }]);
  for (const title of [hostile, long, "日本語のとても長い題名".repeat(8)]) {
    await world.api("POST", "/api/v2/projects/1/tasks", { title });
  }
}

const sizes = [[24, 80], [40, 120]] as const;
const colours = [true, false];
// What is drawn over, and letters with their colours: nothing else may come.
const escape = String.fromCharCode(0x1b);
const escapes = new RegExp(`${escape}\\[K|${escape}\\[[\\d;]*m|\\r`, "g");

/** As a terminal has it, told without the program's own rule. */
function widthOf(line: string): number {
  const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]/u;
  return [...line].reduce((width, letter) => width + (wide.test(letter) ? 2 : 1), 0);
}

/** Lines as they stood on the screen at the end, each as wide as it is. */
function screenOf(shown: string): readonly string[] {
  return shown.replaceAll("\r\n", "\n").split("\n")
    .map((line) => line.split(new RegExp(`\\r${escape}\\[K|\\r`)).at(-1) ?? "");
}

Deno.test("status, list, sync and conflicts -i fit a real terminal of 80 and 120 columns, with and without colour", async (t) => {
  await using world = await createWorld();
  await busyLists(world);
  const at = async (
    words: readonly string[],
    [size, isColoured]: readonly [(typeof sizes)[number], boolean],
    answers: readonly Answer[] = [],
  ) => {
    const { NO_COLOR: _, ...bare } = world.env;
    const env = { ...bare, TERM: "xterm-256color", PAGER: "cat" };
    const { shown, left, code } = await typedAt(
      world.command(words),
      isColoured ? env : { ...env, NO_COLOR: "1" },
      answers,
      size,
    );
    assert.deepEqual(left, [], shown);
    const drawn = shown.replaceAll("\r\n", "\n");
    assert.doesNotMatch(drawn.replaceAll(escapes, ""), /(?!\n)[\p{Cc}\u202e]/u);
    const parts = drawn.split(/\n|\r/).map((line) => line.replaceAll(escapes, ""));
    // Only a sentence goes on in the next line.
    for (const line of parts.filter((each) => !/^verified: | has the value /.test(each))) {
      assert.ok(widthOf(line) <= size[1], `${widthOf(line)} of ${size[1]}: ${line}`);
    }
    return { shown: drawn, code, lines: screenOf(shown) };
  };
  const matrix = sizes.flatMap((size) => colours.map((colour) => [size, colour] as const));

  await t.step("sync shows how far it is, in a line that is gone at the end", async () => {
    const { shown, lines, code } = await at(["sync", "--yes"], matrix[0]!);
    assert.equal(code, 0, shown);
    assert.match(shown, new RegExp(`\\r${escape}\\[K█+[^\\n]*writing \\d+/\\d+`));
    assert.match(lines.filter((line) => line !== "").at(-1) ?? "", /^verified: 64 tasks linked/);
    assert.doesNotMatch(lines.join("\n"), /writing|reading/);
  });

  await t.step("conflicts -i shows both values side by side, and asks", async () => {
    const [there] = (await world.serverTasks()).filter(({ title }) => title === "Call back");
    const here = await localTask(world, "Call back");
    for (const due of ["2027-03-01", "2027-05-05"]) {
      await world.task(here.uuid, "modify", `description:on ${due}`, `due:${due}`);
      const title = `not on ${due}: ${"words ".repeat(20)}`;
      await world.api("PATCH", `/api/v2/tasks/${there!.id}`, { title });
      await world.run(["sync"]);
    }
    const two: readonly Answer[] = [["1 of 2: ", "s\r"], ["2 of 2: ", "v\r"]];
    const { shown, code } = await at(["conflicts", "-i"], matrix[1]!, two);
    assert.equal(code, 0, shown);
    assert.match(shown, /Taskwarrior[^\n]*Vikunja/);
  });

  for (const how of matrix) {
    const [[rows, columns], isColoured] = how;
    await t.step(
      `status and list at ${columns}×${rows} ${isColoured ? "with" : "without"} colour`,
      async () => {
        const status = await at(["status"], how);
        assert.match(status.lines[0] ?? "", /all is well/);
        const list = await at(["list"], how);
        assert.ok(list.lines.length > 60, list.shown);
        assert.match(list.shown, /…/);
        assert.equal(
          new RegExp(`${escape}\\[[\\d;]+m`).test(status.shown + list.shown),
          isColoured,
        );
      },
    );
  }
});
