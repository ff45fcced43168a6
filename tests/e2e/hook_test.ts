import assert from "node:assert/strict";
import { assertSeenAsWithoutHook, type HookedTask, hookTask } from "@tests/support/hooked_task.ts";
import { forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { until } from "@tests/support/until.ts";

async function run(taskwarrior: Taskwarrior, ...args: readonly string[]): Promise<void> {
  const quiet = ["rc.verbose=nothing", "rc.confirmation=off", "rc.bulk=0"];
  const { code, stdout, stderr } = await taskwarrior.run([...quiet, ...args]);
  assert.equal(code, 0, `${args.join(" ")}: ${stdout}${stderr}`);
}

/** Wake-ups that the command leaves. */
async function wakesOf(
  hooked: HookedTask,
  taskwarrior: Taskwarrior,
  ...args: readonly string[]
): Promise<number> {
  const before = hooked.wakes().length;
  await run(taskwarrior, ...args);
  return hooked.wakes().length - before;
}

/** What can be wrong with the places that the hook writes to. */
const obstacles: Readonly<Record<string, (hooked: HookedTask) => Promise<void>>> = {
  "the daemon was killed": async ({ stateDir }) => {
    const child = new Deno.Command("true").spawn();
    await child.status;
    await Deno.writeTextFile(`${stateDir}/daemon.pid`, `${child.pid} 9\n`);
  },
  "the mark is not one": async ({ stateDir }) => {
    await Deno.writeTextFile(`${stateDir}/daemon.pid`, "not a\nnumber; echo oops");
    await Deno.mkdir(`${stateDir}/hook.pid`);
  },
  "the spool is a folder": ({ spool }) => Deno.mkdir(spool),
  "the disk is full": ({ spool }) => Deno.symlink("/dev/full", spool),
  "the state folder is gone": ({ stateDir }) => Deno.remove(stateDir, { recursive: true }),
  "our program is gone": async ({ path }) => {
    const script = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, script.replace("set -- 'true'", "set -- 'gone'"));
  },
};

for (const [what, arrange] of Object.entries(obstacles)) {
  forEachVersion(
    `T19 task says and returns the same as without the hook when ${what}`,
    async (taskwarrior) => {
      await taskwarrior.run(["rc.hooks=off", "add", "first"]);
      const hooked = await hookTask(taskwarrior);
      await arrange(hooked);
      await assertSeenAsWithoutHook(taskwarrior, ["add", "second"]);
      await assertSeenAsWithoutHook(taskwarrior, ["1", "modify", "+tag"]);
      await assertSeenAsWithoutHook(taskwarrior, ["minimal"]);
      await assertSeenAsWithoutHook(taskwarrior, ["99", "done"]);
      await assertSeenAsWithoutHook(taskwarrior, ["add", "due:never-a-date", "third"]);
      await assertSeenAsWithoutHook(taskwarrior, ["undo"]);
    },
  );
}

forEachVersion(
  "the hook leaves one wake-up for what a command changed, and none for what only reads",
  async (taskwarrior) => {
    const hooked = await hookTask(taskwarrior);
    await hooked.markAlive();
    const wakes = (...args: readonly string[]) => wakesOf(hooked, taskwarrior, ...args);
    assert.equal(await wakes("add", "first"), 1);
    assert.equal(await wakes("1", "modify", "+tag"), 1);
    assert.equal(await wakes("1", "annot", "a note"), 1, "a name cut short");
    for (
      const args of [["list"], ["export"], ["count"], ["1", "info"], ["_get", "1.uuid"], ["ids"]]
    ) {
      assert.equal(await wakes(...args), 0, args.join(" "));
    }
    await run(
      taskwarrior,
      "rc.hooks=off",
      "add",
      "project:add",
      "due:yesterday",
      "recur:daily",
      "water",
    );
    assert.equal(await wakes("list"), 1, "children that a report makes");
    assert.equal(await wakes("list"), 0);
    assert.equal(await wakes("rc.hooks=off", "add", "unseen"), 0);
  },
);

forEachVersion(
  "T20 undo, purge and task sync leave a wake-up although the hook is told of no task",
  async (taskwarrior) => {
    const hooked = await hookTask(taskwarrior);
    await hooked.markAlive();
    const wakes = (...args: readonly string[]) => wakesOf(hooked, taskwarrior, ...args);
    for (const args of [["add", "first"], ["add", "second"], ["2", "start"], ["2", "done"]]) {
      assert.equal(await wakes(...args), 1, args.join(" "));
      if (args[0] !== "add") assert.equal(await wakes("undo"), 1, `undo of ${args.join(" ")}`);
    }
    await run(taskwarrior, "add", "third");
    assert.equal(await wakes("und"), 1, "undo of add");
    const exported = await taskwarrior.export(["status:pending"]);
    assert.deepEqual(exported.map(({ description }) => description).toSorted(), [
      "first",
      "second",
    ]);
    const uuid = String(exported[0]?.["uuid"]);
    await run(taskwarrior, uuid, "delete");
    assert.equal(await wakes(uuid, "purge"), 1);
    if (taskwarrior.line === "2.6") return;
    const shared = [
      `rc.sync.local.server_dir=${taskwarrior.home}`,
      "rc.sync.encryption_secret=sesame",
    ];
    assert.equal(await wakes(...shared, "sync"), 1);
  },
);

forEachVersion(
  "the hook leaves one wake-up for many tasks and for lines of 8 kB to 300 kB",
  async (taskwarrior) => {
    const hooked = await hookTask(taskwarrior);
    await hooked.markAlive();
    // Taskwarrior 3 takes half a minute for a thousand.
    const many = taskwarrior.line === "2.6" ? 1_000 : 60;
    await taskwarrior.import(
      Array.from({ length: many }, (_, n) => ({ description: `task ${n}`, status: "pending" })),
    );
    assert.equal(hooked.wakes().length, 1);
    const long = [8_200, 300_000].map((length) => ({
      description: 'say "x" '.repeat(length / 8),
      status: "pending",
    }));
    for (const [index, task] of long.entries()) {
      await taskwarrior.import([task]);
      assert.equal(hooked.wakes().length, 2 + index);
    }
    const { length } = await taskwarrior.export();
    assert.equal(length, many + 2);
  },
);

forEachVersion("T19 the hook is silent in a command of ours", async (taskwarrior) => {
  const hooked = await hookTask(taskwarrior, "exit 0");
  const ours = { env: { VIKUNJA_SYNC_RUNNING: "1" } };
  assert.equal((await taskwarrior.run(["add", "written by us"], ours)).code, 0);
  assert.deepEqual(hooked.wakes(), []);
  assert.equal((await taskwarrior.run(["add", "written by hand"])).code, 0);
  assert.equal(hooked.wakes().length, 1);
  await until("its start", () => hooked.starts() === 1);
});

forEachVersion(
  "the hook starts one process for a burst, and the next when that one has ended",
  async (taskwarrior) => {
    const go = `${taskwarrior.home}/go`;
    await new Deno.Command("mkfifo", { args: [go] }).output();
    // Like ours, it takes its mark away before it ends.
    const mark = `${taskwarrior.home}/state/hook.pid`;
    const hooked = await hookTask(taskwarrior, `read -r line <'${go}'; rm '${mark}'`);
    const end = async () => {
      await Deno.writeTextFile(go, "go\n");
      await until("its end", () => Deno.stat(mark).then(() => false, () => true));
    };
    for (let n = 0; n < 12; n++) await run(taskwarrior, "add", `task ${n}`);
    await until("its start", () => hooked.starts() === 1);
    assert.equal(hooked.wakes().length, 12);
    await end();
    await run(taskwarrior, "add", "one more");
    await until("the second start", () => hooked.starts() === 2);
    await end();
  },
);

/** Of `ls -l /proc/PID/fd`. */
function openFiles(listed: string): readonly string[] {
  return [...listed.matchAll(/ \d -> (.*)$/gm)].map(([, path]) => path ?? "");
}

forEachVersion(
  "what the hook starts keeps neither the output nor the terminal's signals, and leads a session",
  async (taskwarrior) => {
    const pipe = `${taskwarrior.home}/go`;
    const report = `${taskwarrior.home}/report`;
    await new Deno.Command("mkfifo", { args: [pipe] }).output();
    const script =
      `{ echo $$; ls -l /proc/$$/fd; cat /proc/$$/stat; grep SigIgn /proc/$$/status; } ` +
      `>'${report}'; echo >'${report}.done'; read -r line <'${pipe}'`;
    const hooked = await hookTask(taskwarrior, script);
    // Ends only when nobody holds its output any more.
    assert.equal((await taskwarrior.run(["add", "x"])).code, 0);
    await until("its report", () => Deno.stat(`${report}.done`));
    const text = await Deno.readTextFile(report);
    await Deno.writeTextFile(pipe, "go\n");
    const pid = text.split("\n")[0];
    const marked = (await Deno.readTextFile(`${hooked.stateDir}/hook.pid`)).trim();
    assert.equal(marked, `${pid} 9`);
    const mark = `${hooked.stateDir}/hook.pid`;
    assert.deepEqual(
      openFiles(text).filter((path) => path !== "/dev/null").sort(),
      [mark, report].sort(),
    );
    const [, group, session] = (/^\d+ \(.*\) \S (.*)$/m.exec(text)?.[1] ?? "").split(" ");
    assert.deepEqual([group, session], [pid, pid]);
    const ignored = BigInt(`0x${/SigIgn:\s*(\w+)/.exec(text)?.[1]}`);
    assert.equal(ignored & 1n, 1n, "a terminal that is closed does not end it");
  },
);
