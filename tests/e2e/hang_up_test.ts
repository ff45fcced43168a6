import assert from "node:assert/strict";
import { patientWorld } from "@tests/support/at_once.ts";
import { until } from "@tests/support/until.ts";

for (const signal of ["SIGHUP", "SIGQUIT", "SIGTERM"] as const satisfies readonly Deno.Signal[]) {
  Deno.test(`R9: ${signal} to lock run and run ends their command too, and then gives all back`, async () => {
    await using world = await patientWorld();
    await world.task("add", "Buy seeds");
    assert.equal((await world.run(["sync"])).code, 0);
    const [{ uuid } = { uuid: "" }] = await world.export();
    const mark = `${world.folder}/mark`;
    const script = `echo $$ >'${mark}'; exec tail -f /dev/null`;
    const lines = [["lock", "run", `${world.folder}/x`], ["run", uuid, "--for", "5m"]];
    for (const line of lines) {
      const child = world.start([...line, "--", "sh", "-c", script]);
      const pid = await until(
        "the command",
        () => Deno.readTextFile(mark).then(Number, () => 0),
        (number) => number > 0,
      );
      child.kill(signal);
      const { code } = await child.output();
      assert.ok(code >= 128, String(code));
      assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
      await Deno.remove(mark);
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

for (const signal of ["SIGUSR1", "SIGUSR2"] as const satisfies readonly Deno.Signal[]) {
  Deno.test(`R9: ${signal} to lock run and run goes to their command, which keeps lock and lease`, async () => {
    await using world = await patientWorld();
    await world.task("add", "Buy seeds");
    assert.equal((await world.run(["sync"])).code, 0);
    const [{ uuid } = { uuid: "" }] = await world.export();
    const mark = `${world.folder}/mark`;
    const script = `trap 'exit 7' ${
      signal.slice(3)
    }; echo $$ >'${mark}'; while :; do sleep 0.05; done`;
    for (const line of [["lock", "run", `${world.folder}/x`], ["run", uuid, "--for", "5m"]]) {
      const child = world.start([...line, "--", "sh", "-c", script]);
      const pid = await until(
        "the command",
        () => Deno.readTextFile(mark).then(Number, () => 0),
        (number) => number > 0,
      );
      child.kill(signal);
      const { code } = await child.output();
      assert.equal(code, 7);
      assert.throws(() => Deno.kill(pid, "SIGCONT"), Deno.errors.NotFound);
      await Deno.remove(mark);
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
