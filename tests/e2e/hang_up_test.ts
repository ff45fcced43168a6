import assert from "node:assert/strict";
import { patientWorld } from "@tests/support/at_once.ts";
import { until } from "@tests/support/until.ts";
import type { World } from "@tests/support/world.ts";

/** The commands that run another one and hold something meanwhile. */
const leading = ({ folder }: World, uuid: string) => [
  ["lock", "run", `${folder}/x`],
  ["run", uuid, "--for", "5m"],
];

/** The exit code of one that got the signal; its command, which writes its process to `mark`, is gone then. */
async function signalled(
  world: World,
  line: readonly string[],
  script: string,
  signal: Deno.Signal,
): Promise<number> {
  const mark = `${world.folder}/mark`;
  const child = world.start([...line, "--", "sh", "-c", `cd '${world.folder}'; ${script}`]);
  const pid = await until(
    "the command",
    () => Deno.readTextFile(mark).then(Number, () => 0),
    (number) => number > 0,
  );
  child.kill(signal);
  const { code } = await child.output();
  assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
  await Deno.remove(mark);
  return code;
}

for (const signal of ["SIGHUP", "SIGQUIT", "SIGTERM"] as const satisfies readonly Deno.Signal[]) {
  Deno.test(`R9: ${signal} to lock run and run ends their command too, and then gives all back`, async () => {
    await using world = await patientWorld();
    await world.task("add", "Buy seeds");
    assert.equal((await world.run(["sync"])).code, 0);
    const [{ uuid } = { uuid: "" }] = await world.export();
    const script = `echo $$ >mark; exec tail -f /dev/null`;
    for (const line of leading(world, uuid)) {
      const code = await signalled(world, line, script, signal);
      assert.ok(code >= 128, String(code));
    }
    assert.deepEqual((await world.json<{ claims: unknown[] }>(["claims"])).claims, []);
    const again = await world.run([
      "lock",
      "run",
      "--timeout",
      "0",
      `${world.folder}/x`,
      "--",
      "true",
    ]);
    assert.equal(again.code, 0);
  });
}

Deno.test("a signal as soon as there is a command ends it, and leaves none behind", async () => {
  await using world = await patientWorld();
  const script = "echo $$; kill -QUIT $PPID; exec tail -f /dev/null";
  for (let time = 0; time < 8; time++) {
    const line = ["lock", "run", `${world.folder}/x`, "--", "sh", "-c", script];
    const { code, stdout } = await world.start(line).output();
    assert.ok(code >= 128, String(code));
    assert.throws(() => Deno.kill(Number(stdoutOf(stdout)), "SIGCONT"), Deno.errors.NotFound);
  }
});

function stdoutOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}

for (const signal of ["SIGUSR1", "SIGUSR2"] as const satisfies readonly Deno.Signal[]) {
  Deno.test(`R9: ${signal} to lock run and run goes to their command, which keeps lock and lease`, async () => {
    await using world = await patientWorld();
    await world.task("add", "Buy seeds");
    assert.equal((await world.run(["sync"])).code, 0);
    const [{ uuid } = { uuid: "" }] = await world.export();
    const script = `trap 'exit 7' ${signal.slice(3)}; echo $$ >mark; while :; do sleep 0.05; done`;
    for (const line of leading(world, uuid)) {
      assert.equal(await signalled(world, line, script, signal), 7);
    }
  });
}

Deno.test("R12: claim and run refuse an agent without a name", async () => {
  await using world = await patientWorld();
  for (const agent of ["", "  ", "a\nb", "x".repeat(101)]) {
    for (const args of [["claim", "--next"], ["run", "x"]]) {
      const command = args[0] === "run" ? ["--", "true"] : [];
      const run = await world.run([...args, "--agent", agent, ...command]);
      assert.equal(run.code, 2, run.stderr);
      assert.match(run.stderr, /--agent must be a name of 1 to 100 characters/);
    }
  }
});
