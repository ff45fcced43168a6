import assert from "node:assert/strict";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  shown,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("sync reports every problem of a configuration at once", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const path = world.env["VIKUNJA_SYNC_CONFIG"] ?? "";
  await Deno.writeTextFile(path, 'jobs = "many"\ntie = "coin"\nlokc_timeout = "10s"\n');
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "CONFIG",
    says: /3 problems[^]*jobs[^]*|tie[^]*lokc_timeout/,
    hint: /environment variables/,
  });
  const { stderr } = await world.run(["sync"]);
  for (const name of ["jobs", "tie", "lokc_timeout", "lock_timeout"]) {
    assert.ok(stderr.includes(name), `${name} in ${stderr}`);
  }
  await Deno.writeTextFile(path, "");
  await assertNothingLost(world, before);
});

Deno.test("sync says on which line a configuration is no TOML", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const path = world.env["VIKUNJA_SYNC_CONFIG"] ?? "";
  await Deno.writeTextFile(path, "jobs = 4\nurl = http://unquoted\n");
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "CONFIG",
    says: /config\.toml(:2|.* line 2)/,
    hint: /./,
  });
  await Deno.writeTextFile(path, "");
  await assertNothingLost(world, before);
});

Deno.test("sync --project refuses a project that is on neither side, and takes one that is on either", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  for (
    const [args, hint] of [
      [["sync", "--project", "gardne"], /Did you mean "garden"\?/],
      [["sync", "-p", "garden", "-p", "NOPE", "--dry-run"], /There are: Inbox, garden\./],
      [["sync", "--project", "garden.beds"], /There are|Did you mean/],
    ] as const
  ) {
    await assertRefuses(world, args, {
      exit: 2,
      code: "USAGE",
      says: /none is called so, in Taskwarrior or in Vikunja/,
      hint,
    });
  }
  await assertNothingLost(world, before);
  await world.api("PUT", "/api/v1/projects", { title: "empty" });
  await world.task("add", "project:fresh.here", "Dig");
  for (const project of ["empty", "garden", "Inbox", "fresh", "fresh.here"]) {
    await world.json(["sync", "--project", project]);
  }
  await world.serve([]);
  await assertRefuses(world, ["sync", "--project", "NOPE"], {
    exit: 2,
    code: "USAGE",
    says: /"NOPE"/,
    hint: /There are: .*fresh\.here/,
  });
});

Deno.test("sync refuses what it does not know and says what was meant", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  for (
    const [args, says] of [
      [["sync", "--ful"], /--ful\b/],
      [["sync", "--interval", "often"], /--interval must be a duration/],
      [["sync", "garden"], /garden/],
      [["synk"], /no command "synk"; did you mean "sync"/],
    ] as const
  ) {
    await assertRefuses(world, args, { exit: 2, code: "USAGE", says, hint: /./ });
  }
  await assertNothingLost(world, before);
});

Deno.test("sync stopped by Ctrl-C says so, and the next run goes on", async () => {
  let reached = () => {};
  const arrived = new Promise<void>((resolve) => reached = resolve);
  let isSlow = true;
  let release = () => {};
  const gate = new Promise<void>((resolve) => release = resolve);
  await using world = await createWorld({
    sandbox: {
      fault: async ({ method }) => {
        if (method === "GET" || !isSlow) return null;
        reached();
        await gate;
        return null;
      },
    },
  });
  for (const title of ["one", "two", "three"]) await world.task("add", title);
  const child = world.start(["sync", "--json"]);
  await Promise.race([arrived, child.status]);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(stderr);
  assert.equal(code, 75, said);
  assert.equal(JSON.parse(new TextDecoder().decode(stdout)).pending, 3);
  assert.match(said, /waiting: ABORTED: .*stopped from outside/);
  isSlow = false;
  release();
  const next = await world.run(["sync"]);
  assert.equal(next.code, 0, shown(next));
  const titles = (await world.serverTasks()).map((task) => task.title).sort();
  assert.deepEqual(titles, ["one", "three", "two"]);
});

Deno.test("a reader that stops early does not make the program complain", async () => {
  await using world = await syncedWorld(await createWorld());
  for (let n = 0; n < 20; n++) await world.task("1", "modify", `due:2027-01-${n % 18 + 10}`);
  const before = await everything(world);
  for (const args of ["sync --dry-run", "log", "status"]) {
    const command = new Deno.Command("bash", {
      args: ["-c", `"$0" ${ourselves.join(" ")} ${args} | head -c 1`, Deno.execPath()],
      env: { ...world.env },
    });
    const { code, stderr } = await command.output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(code, 0, said);
    assert.doesNotMatch(said, /BrokenPipe|Cannot go on|at file:/);
  }
  assert.equal(await everything(world), before);
});
