import assert from "node:assert/strict";
import { edit, localTask, serverTask } from "@tests/support/quiet.ts";
import { type Answer, typedAt } from "@tests/support/terminal.ts";
import { createWorld, type World } from "@tests/support/world.ts";

async function withConflict(): Promise<World> {
  const world = await createWorld();
  await world.task("add", "milk");
  await world.json(["sync"]);
  await world.task("1", "modify", "milk here");
  await edit(world, "milk", { title: "milk there" });
  await world.json(["sync"], 3);
  return world;
}

/** Types at `inbox` on a terminal whose settings are printed before and after it. */
async function typed(world: World, ...answers: readonly Answer[]) {
  const words = world.command(["inbox"]).map((word) => `'${word}'`).join(" ");
  const script = `trap : INT; stty -g; ${words}; echo "ended $?"; stty -g`;
  const env = { ...world.env, TERM: "xterm" };
  const { shown, left } = await typedAt(["sh", "-c", script], env, answers);
  const lines = shown.trim().split(/\r?\n/);
  assert.deepEqual(left, [], shown);
  assert.equal(lines.at(-1), lines[0], "the terminal is as it was");
  const [, end] = shown.split("\x1b[?1049l");
  assert.ok(end !== undefined && shown.includes("\x1b[?25h"), "the screen is given back");
  return { shown, code: Number(/ended (\d+)/.exec(end)?.[1]) };
}

Deno.test("inbox solves a conflict in two keys on a real terminal, takes it back, and gives the terminal back", async () => {
  await using world = await withConflict();
  const [{ title: kept } = { title: "" }] = await world.serverTasks();
  const lost = kept === "milk here" ? "milk there" : "milk here";
  const key = lost === "milk here" ? "t" : "v";
  const solved = await typed(
    world,
    ["1 conflict", "\r"],
    ["nothing is written", key],
    ["1 answer carried out", "q"],
  );
  assert.equal(solved.code, 0);
  await localTask(world, lost);
  await serverTask(world, lost);
  const stopped = await typed(
    world,
    ["nothing waits", "a"],
    ["Answered: 1 conflict", "b"],
    ["take the pick back?", "\r"],
    ["1 answer carried out", "\x03"],
  );
  assert.equal(stopped.code, 130);
  await localTask(world, kept);
});
