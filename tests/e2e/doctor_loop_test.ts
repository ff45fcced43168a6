import assert from "node:assert/strict";
import { served } from "@tests/support/serve.ts";
import { createWorld, type World } from "@tests/support/world.ts";
import { diagnose, findingOf } from "@tests/support/diagnosis.ts";
import { until } from "@tests/support/until.ts";

const env = { XDG_RUNTIME_DIR: "" };

async function nothingIsLeft(world: World): Promise<void> {
  const titles = (await world.serverTasks()).map(({ title }) => title);
  assert.deepEqual(titles.filter((title) => title.includes("doctor")), []);
  assert.deepEqual(await world.export("status:pending", "doctor"), []);
}

for (const line of ["2.6", "3"] as const) {
  Deno.test(`doctor sends a task the whole way and back, and removes it (Taskwarrior ${line})`, async () => {
    await using world = await createWorld({ line });
    await world.task("add", "Buy milk");
    await using _daemon = await served(world.start(["serve", "--listen", "127.0.0.1:0"], env));
    await world.run(["install", "webhooks"], env);
    const diagnosis = await diagnose(world);
    assert.equal(diagnosis.code, 0, JSON.stringify(diagnosis.findings));
    assert.match(findingOf(diagnosis, "delivery").says, /a webhook came after/);
    assert.match(findingOf(diagnosis, "loop").says, /Vikunja → Taskwarrior → Vikunja in/);
    assert.match(findingOf(diagnosis, "lock").says, /^the daemon's/);
    await nothingIsLeft(world);
    assert.deepEqual((await world.serverTasks()).map(({ title }) => title), ["Buy milk"]);
  });
}

Deno.test("doctor finds that Vikunja signs with the secret of a state folder that was lost, and how to mend it", async () => {
  await using world = await createWorld();
  await world.task("add", "Buy milk");
  const daemon = await served(world.start(["serve", "--listen", "127.0.0.1:0"], env));
  await world.run(["install", "webhooks"], env);
  const { port } = new URL(daemon.url);
  await daemon.stop();
  await Deno.remove(`${world.folder}/state`, { recursive: true });
  const listen = ["serve", "--listen", `127.0.0.1:${port}`];
  await using _again = await served(world.start(listen, env));
  const finding = findingOf(await diagnose(world), "webhooks");
  assert.equal(finding.state, "wrong");
  assert.match(finding.says, /signed with a secret that is not kept here/);
  const [program, ...mend] = finding.mend?.split(" ") ?? [];
  assert.equal(program, "vikunja-sync");
  assert.equal((await world.run(mend, env)).code, 0);
  // What Vikunja had signed before may come again for some seconds.
  const mended = await until("all is well", () => diagnose(world), ({ code }) => code === 0);
  assert.match(findingOf(mended, "delivery").says, /a webhook came after/);
  const { items = [] } = await world.api<{ items?: unknown[] }>(
    "GET",
    "/api/v2/projects/1/webhooks",
  );
  assert.ok(items.length <= 1, JSON.stringify(items));
});
