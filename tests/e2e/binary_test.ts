import assert from "node:assert/strict";
import { fileLock } from "@/locks/file_lock.ts";
import {
  assertPassesChangeNothing,
  configure,
  hookedDaemon,
  untilEqual,
} from "@tests/support/at_once.ts";
import { binaryTest } from "@tests/support/binary.ts";
import {
  assertBothHold,
  assertQuiet,
  forTaskwarrior,
  plainTask,
  putIntoVikunja,
} from "@tests/support/both_sides.ts";
import { servedOnInherited } from "@tests/support/inherited_socket.ts";
import { edit, lines } from "@tests/support/quiet.ts";
import { until } from "@tests/support/until.ts";
import { createWorld, type Run, type World } from "@tests/support/world.ts";

const text = new TextDecoder();

const milk = plainTask("Buy milk", {
  labels: ["red", "shop"],
  priority: "H",
  due: "2031-02-03T04:05:06Z",
  comments: ["Ünïcode 🧀"],
});
const bread = plainTask("Bake bread", { labels: ["shop"], comments: ["rye"] });

/** The same command line by Deno, from the sources. */
async function byDeno(world: World, ...args: readonly string[]): Promise<Run> {
  await using other = await createWorld({ binary: null });
  return await other.run(args, world.env);
}

/** Each names commands as they are typed where it was started. */
function asTyped<T extends { readonly stdout: string; readonly stderr: string }>(run: T): T {
  const named = (text: string) => text.replaceAll("deno task ", "vikunja-sync ");
  return { ...run, stdout: named(run.stdout), stderr: named(run.stderr) };
}

await binaryTest("says what the sources say: version, help, mistakes, a script", async (binary) => {
  await using world = await createWorld({ binary });
  for (
    const args of [
      ["--version"],
      ["--help"],
      ["help", "sync"],
      ["serve", "--help"],
      ["sync", "--no-such-flag"],
      ["no-such-command"],
      ["log", "00000000-0000-4000-8000-000000000000"],
      ["completions", "bash"],
      [],
    ]
  ) {
    const said = asTyped(await world.run(args));
    assert.deepEqual(said, asTyped(await byDeno(world, ...args)), args.join(" "));
  }
});

for (const line of lines) {
  await binaryTest(
    `syncs both ways with real Taskwarrior ${line}, and Deno finds nothing left to do`,
    async (binary) => {
      await using world = await createWorld({ line, binary });
      await world.import(forTaskwarrior([milk]));
      await putIntoVikunja(world, [bread]);
      const { linked, created } = await world.json(["sync"]);
      assert.deepEqual([linked, created], [2, { taskwarrior: 1, vikunja: 1 }]);
      await assertBothHold(world, [milk, bread], "after its first run");
      await assertQuiet(world, "for the binary");
      const { code, stdout } = await byDeno(world, "sync", "--full", "--json");
      const { updated, pending } = JSON.parse(stdout);
      assert.deepEqual([code, updated, pending], [0, { taskwarrior: 0, vikunja: 0 }, 0]);
      await edit(world, "Buy milk", { title: "Buy oat milk" });
      await world.json(["sync"]);
      await assertBothHold(world, [{ ...milk, title: "Buy oat milk" }, bread], "after an edit");
    },
  );
}

await binaryTest(
  "shows status, log, conflicts and a check of the log as Deno does",
  async (binary) => {
    await using world = await createWorld({ binary });
    await world.import(forTaskwarrior([milk, bread]));
    await world.json(["sync"]);
    for (const args of [["log"], ["log", "--json"], ["conflicts", "list", "--json"]]) {
      assert.deepEqual(await world.run(args), await byDeno(world, ...args), args.join(" "));
    }
    const { code, stdout } = await world.run(["status", "--json"]);
    assert.deepEqual([code, JSON.parse(stdout).linked], [0, 2]);
    assert.equal((await world.run(["repair", "--dry-run"])).code, 0);
  },
);

await binaryTest("ends with the exit codes of the table", async (binary) => {
  await using world = await createWorld({ binary });
  const codeOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    (await world.run(args, env)).code;
  assert.equal(await codeOf(["sync", "--no-such-flag"]), 2);
  assert.equal(await codeOf(["sync"], { VIKUNJA_URL: "not an address" }), 2);
  assert.equal(await codeOf(["sync"], { VIKUNJA_URL: "http://127.0.0.1:1" }), 75);
  assert.equal(await codeOf(["sync"], { VIKUNJA_SYNC_TASK: `${world.folder}/gone` }), 2);
  assert.equal(await codeOf(["sync"]), 0);
  await using _lock = await fileLock(`${world.folder}/state/direct.lock`);
  const locked = await world.run(["sync", "--lock-timeout", "0"]);
  assert.equal(locked.code, 75);
  assert.match(locked.stderr, /Cannot take the log: process/);
});

await binaryTest(
  "and Deno at once on one state folder: one writes, the others wait or exit 75",
  async (binary) => {
    await using world = await createWorld({ binary });
    await using other = await createWorld({ binary: null });
    const tasks = Array.from(
      { length: 10 },
      (_, at) => plainTask(`Task ${at}`, { labels: ["red"] }),
    );
    await world.import(forTaskwarrior(tasks));
    for (let round = 0; round < 4; round++) {
      const added = plainTask(`Added ${round}`);
      await world.task("add", added.title);
      tasks.push(added);
      const outputs = await Promise.all([
        world.start(["sync", "--json", "--lock-timeout", "2m"]).output(),
        other.start(["sync", "--json", "--lock-timeout", "2m"], world.env).output(),
        world.start(["sync", "--json", "--lock-timeout", "0"]).output(),
        other.start(["sync", "--json", "--lock-timeout", "0"], world.env).output(),
      ]);
      const said = outputs.map(({ stderr }) => text.decode(stderr)).join("");
      const codes = outputs.map(({ code }) => code);
      assert.deepEqual(codes.slice(0, 2), [0, 0], said);
      assert.ok(codes.slice(2).every((code) => code === 0 || code === 75), `${codes} ${said}`);
      await assertBothHold(world, tasks, `after round ${round}`);
    }
    await assertQuiet(world, "after the race");
  },
);

await binaryTest(
  "serves: a hook and a webhook reach the other side, SIGTERM ends it with 0",
  async (binary) => {
    await using world = await createWorld({ binary });
    await configure(world, 'poll_every = "1h"');
    const daemon = await hookedDaemon(world);
    assert.equal((await world.run(["install", "hook"])).code, 0);
    await world.task("add", "by hook");
    await untilEqual(world, 1);
    await world.api("POST", "/api/v2/projects/1/tasks", { title: "by webhook" });
    await untilEqual(world, 2);
    await edit(world, "by hook", { title: "by webhook, too" });
    await untilEqual(world, 2);
    await assertPassesChangeNothing(world, daemon);
    const status = await world.json<{ daemon: { pid: number } | null }>(["status"]);
    assert.equal(status.daemon?.pid, daemon.pid);
    assert.equal((await byDeno(world, "status", "--json")).code, 0);
    assert.equal(await daemon.stop(), 0);
    await assert.rejects(Deno.stat(daemon.socket), Deno.errors.NotFound);
  },
);

await binaryTest("serves the socket that systemd hands over", async (binary) => {
  await using world = await createWorld({ binary });
  const { daemon: started } = await servedOnInherited(world, [binary]);
  await using daemon = started;
  assert.match(daemon.lines.join("\n"), /listening on the socket of systemd/);
  const { daemon: found } = await world.json<{ daemon: { pid: number } | null }>(["status"]);
  assert.equal(found?.pid, daemon.pid);
  assert.equal(await daemon.stop(), 0);
});

for (const line of lines) {
  await binaryTest(
    `is started by its hook where no daemon runs (Taskwarrior ${line})`,
    async (binary) => {
      await using world = await createWorld({ line, binary });
      await world.json(["sync"]);
      assert.equal((await world.run(["install", "hook"])).code, 0);
      await world.task("add", "typed");
      await untilEqual(world, 1);
      await until("the run in the background to end", async () => {
        const { code } = await world.run(["sync", "--lock-timeout", "0"]);
        return code === 0;
      });
      const { code, stdout, stderr } = await world.run(["hook", "--json"]);
      assert.deepEqual([code, JSON.parse(stdout), stderr], [0, { taken: 0 }, ""]);
    },
  );
}

await binaryTest(
  "locks and keeps state for scripts",
  async (binary) => {
    await using world = await createWorld({ binary });
    const file = `${world.folder}/numbers.json`;
    const update = ["state", "update", file, "--merge", '{"a":1}'];
    assert.equal((await world.run(update)).code, 0);
    const ran = await world.run(["lock", "run", file, "--", "sh", "-c", "echo under it; exit 9"]);
    assert.deepEqual([ran.code, ran.stdout], [9, "under it\n"]);
    assert.deepEqual(
      await world.run(["state", "get", file]),
      await byDeno(world, "state", "get", file),
    );
  },
);
