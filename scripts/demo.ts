import { createWorld, type World } from "@tests/support/world.ts";
import { showBoth } from "./demo/both_sides.ts";
import { editTaskwarrior, editVikunja, firstTasks } from "./demo/edits.ts";

/** Shows a whole sync on a throw-away server and a throw-away Taskwarrior; `--keep` leaves both running. */
async function demo(keep: boolean): Promise<void> {
  const world = await createWorld({ sandbox: { seed: "demo" } });
  try {
    say(`Taskwarrior ${world.taskVersion} and a sandbox server, both in ${world.folder}`);
    await firstTasks(world);
    heading("Before: each side has its own tasks");
    console.log(await showBoth(world));
    heading("First sync");
    await sync(world, "--yes");
    console.log(await showBoth(world));
    heading("Then both sides are edited, some tasks on both at once");
    for (const line of [...await editTaskwarrior(world), ...await editVikunja(world)]) say(line);
    heading("What the next sync will do");
    await sync(world, "--dry-run");
    heading("Second sync");
    await sync(world);
    console.log(await showBoth(world));
    heading("Conflicts: the newer edit stands, the other is kept");
    console.log((await world.run(["conflicts"])).stdout.trimEnd());
    heading("Third sync: nothing left to do");
    await sync(world);
    if (keep) await untilInterrupted(world);
  } finally {
    await world[Symbol.asyncDispose]();
  }
}

async function sync(world: World, ...options: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await world.run(["sync", ...options]);
  if (code !== 0 && code !== 3) throw new Error(`sync ended with ${code}\n${stdout}${stderr}`);
  console.log(stdout.trimEnd());
}

async function untilInterrupted(world: World): Promise<void> {
  const settings = Object.entries(world.env).map(([name, value]) => `${name}='${value}'`).join(" ");
  heading("Both are left running; Ctrl-C ends them and removes everything");
  say(
    `server       ${world.server.url} in a browser shows its tasks, to be edited; user ${world.server.username}, password ${world.server.password}`,
  );
  say(`settings     export ${settings}`);
  say("then         $VIKUNJA_SYNC_TASK list;  deno task log;  deno task status;  deno task ui");
  // It keeps both sides the same from now on.
  await world.serve([]);
  const page = await world.run(["ui", "--url"]);
  if (page.code !== 0) throw new Error(`ui ended with ${page.code}\n${page.stderr}`);
  say(`the page     ${page.stdout.trim()}   (lets one browser in, within two minutes)`);
  await new Promise<void>((resolve) => Deno.addSignalListener("SIGINT", () => resolve()));
}

function heading(text: string): void {
  console.log(`\n── ${text} ${"─".repeat(Math.max(0, 88 - text.length))}`);
}

function say(line: string): void {
  console.log(`  ${line}`);
}

if (import.meta.main) await demo(Deno.args.includes("--keep"));
