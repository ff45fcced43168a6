import assert from "node:assert/strict";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  shown,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { ourselves } from "@tests/support/own_program.ts";
import { createWorld, type Run, type World } from "@tests/support/world.ts";

Deno.test("sync names the process id of a run that is under way", async () => {
  let release = () => {};
  const gate = new Promise<void>((resolve) => release = resolve);
  let reached = () => {};
  const arrived = new Promise<void>((resolve) => reached = resolve);
  await using world = await createWorld({
    sandbox: {
      fault: async ({ method }) => {
        if (method === "GET") return null;
        reached();
        await gate;
        return null;
      },
    },
  });
  await world.task("add", "Call Ann");
  const first = world.start(["sync"]);
  await Promise.race([arrived, first.status]);
  await assertRefuses(world, ["sync", "--lock-timeout", "0s"], {
    exit: 75,
    code: "LOCKED",
    says: new RegExp(`process ${first.pid} \\(sync\\) has it`),
    hint: /Try again when it has finished/,
  }).finally(release);
  assert.equal((await first.output()).code, 0);
  assert.equal((await world.serverTasks()).length, 1);
});

Deno.test("a second serve hears that the first one does not end by itself, and how to stop it", async () => {
  await using world = await createWorld();
  const daemon = await world.serve([]);
  await assertRefuses(world, ["serve", "--lock-timeout", "0s"], {
    exit: 75,
    code: "LOCKED",
    says: new RegExp(`process ${daemon.pid} \\(serve\\) has it`),
    hint: new RegExp(`does not end by itself: .*systemctl --user stop .*kill ${daemon.pid}`),
  });
});

Deno.test("T14 repair of a log in which nothing can be read saves nothing and says the way on", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const path = `${world.folder}/state/log.db`;
  await Deno.writeTextFile(path, "dear diary\n".repeat(100));
  await assertRefuses(world, ["repair"], {
    exit: 1,
    code: "LOG_DAMAGED",
    says: /log/,
    hint: new RegExp(`Nothing in it can be read; .*Move ${path} aside.* run \`sync\``),
  });
  const names = [...Deno.readDirSync(`${world.folder}/state`)].map(({ name }) => name);
  assert.deepEqual(names.filter((name) => name.includes("salvaged")), []);
  for (const name of names.filter((one) => one.startsWith("log.db"))) {
    await Deno.rename(`${world.folder}/state/${name}`, `${world.folder}/state/old-${name}`);
  }
  await assertNothingLost(world, before);
});

for (
  const [name, damage] of [
    ["cut in half", (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2)],
    ["overwritten", (bytes: Uint8Array) => bytes.fill(0x2a, 0, 4_096)],
    ["no database", () => new TextEncoder().encode("dear diary\n".repeat(100))],
  ] as const
) {
  Deno.test(`T14 sync refuses a log that is ${name} and leaves it as it is`, async () => {
    await using world = await syncedWorld(await createWorld());
    const before = await everything(world);
    const path = `${world.folder}/state/log.db`;
    const good = await Deno.readFile(path);
    await Deno.writeFile(path, damage(good.slice()));
    const bad = await Deno.readFile(path);
    await assertRefuses(world, ["sync"], {
      exit: 1,
      code: "LOG_DAMAGED",
      says: new RegExp(`log.* ${path}`),
      hint: /repair/,
    });
    assert.deepEqual(await Deno.readFile(path), bad);
    await Deno.writeFile(path, good);
    await assertNothingLost(world, before);
  });
}

Deno.test("sync refuses a state folder that cannot be one", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const path = `${world.folder}/a-file`;
  await Deno.writeTextFile(path, "");
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "CONFIG",
    says: /a-file/,
    hint: /VIKUNJA_SYNC_STATE_DIR/,
  }, { VIKUNJA_SYNC_STATE_DIR: path });
  await assertNothingLost(world, before);
});

/** Our program where no file may grow over that many KiB. */
async function runLimited(world: World, kib: number, ...args: readonly string[]): Promise<Run> {
  const command = new Deno.Command("bash", {
    args: [
      "-c",
      `ulimit -f ${kib}; trap '' XFSZ; exec "$@"`,
      "limited",
      Deno.execPath(),
      ...ourselves,
      ...args,
    ],
    env: { ...world.env },
  });
  const { code, stdout, stderr } = await command.output();
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

Deno.test("sync on a full disk fails with what to do, writes nothing unrecorded, and goes on later", async () => {
  await using world = await syncedWorld(await createWorld());
  await world.task("add", `a long one ${"x".repeat(20_000)}`);
  const serverBefore = await world.serverTasks();
  const limited = await runLimited(world, 48, "sync", "--json");
  assert.equal(limited.code, 1, shown(limited));
  assert.equal(limited.stdout, "");
  const { error } = JSON.parse(limited.stderr);
  assert.equal(error.code, "DISK_FULL", limited.stderr);
  assert.match(error.hint, /Make room on that disk/);
  assert.deepEqual(await world.serverTasks(), serverBefore);
  const next = await world.json(["sync"]);
  assert.deepEqual(next["created"], { taskwarrior: 0, vikunja: 1 });
  assert.equal((await world.serverTasks()).length, serverBefore.length + 1);
});
