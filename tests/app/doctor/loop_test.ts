import assert from "node:assert/strict";
import { createInstallation } from "@/app/setup/installation.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import { emptyStatus } from "@/app/inspect.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { type SetupWorld, setupWorld, stateDir } from "@tests/support/setup_world.ts";
import { examined, findingOf } from "@tests/app/doctor/support.ts";

const { signal } = new AbortController();

interface Carrier {
  /** What becomes of a delivery. */
  receives: "accepted" | "refused" | "nothing";
  /** Which ways it carries tasks. */
  carries: { readonly there: boolean; readonly back: boolean };
  linked: number;
  /** Why it leaves what is added alone. */
  outside: string | null;
}

/** A daemon that carries one task at a time, a second after it was told. */
function runDaemon(world: SetupWorld): Carrier {
  const { server, list, time: { runtime } } = world;
  const carrier: Carrier = {
    receives: "accepted",
    carries: { there: true, back: true },
    linked: 3,
    outside: null,
  };
  const uuidOf = (id: number) =>
    [...carried].find(([, of]) => of === id)?.[0] ?? streamIdForVikunja(server.url, id);
  const carried = new Map<string, number>();
  const webhooks = { accepted: 7, refused: 2, unavailable: 0 };
  const info = { version: "1.2.3", pid: 4711, stateDir, listen: "http://127.0.0.1:8765" };
  const status: DaemonStatus = {
    ...info,
    startedAt: "",
    socket: null,
    polls: { everyMs: 30_000, lastAt: null },
    fullEveryMs: 0,
    rounds: 0,
    failures: 0,
    lastRoundAt: null,
    error: null,
    webhooks,
    wakes: { hook: 0, data: 0, webhook: 0 },
    rssBytes: 0,
  };
  const operations = operationsOf({
    daemon: () => Promise.resolve({ ...status, webhooks: { ...webhooks } }),
    status: () =>
      Promise.resolve({ ...emptyStatus({ server: null, selection: [] }), linked: carrier.linked }),
    wake({ ids: [id = 0] }) {
      const uuid = uuidOf(id);
      const isThere = server.call("GET", `/api/v1/tasks/${id}`).status === 200;
      if (isThere) carried.set(uuid, id);
      runtime.after(1_000, () => {
        if (!carrier.carries.there) return;
        if (isThere) list.tasks.add(uuid);
        else list.tasks.delete(uuid);
      });
      return Promise.resolve(true);
    },
    add({ uuid, title }) {
      const task = uuid ?? "";
      list.tasks.add(task);
      const made = { task, title, version: 1, isNew: true, pending: [], leftOut: [] };
      const { outside } = carrier;
      if (outside !== null) return Promise.resolve({ ...made, outside, vikunjaId: null });
      const { id } = server.call<{ id: number }>("PUT", "/api/v1/projects/1/tasks", { title }).body;
      carried.set(task, id);
      return Promise.resolve({ ...made, outside, vikunjaId: id });
    },
  });
  list.onDelete = (uuid) =>
    void runtime.after(1_000, () => {
      if (carrier.carries.back) server.call("DELETE", `/api/v1/tasks/${carried.get(uuid)}`);
    });
  server.receive = () => {
    if (carrier.receives !== "nothing") webhooks[carrier.receives]++;
    return Promise.resolve(carrier.receives === "accepted");
  };
  world.daemon = { info, ask: (name, input, asking) => operations[name](input, asking) };
  return carrier;
}

async function installWebhooks({ deps, time }: SetupWorld, url: string | null = null) {
  await time.run(createInstallation(deps).webhooks(url, signal));
}

function titles({ server }: SetupWorld): readonly string[] {
  const tasks = server.call<readonly { readonly title: string }[]>("GET", "/api/v1/tasks").body;
  return tasks.map(({ title }) => title);
}

Deno.test("doctor sends a task the whole way and back, and leaves nothing of it", async () => {
  const world = await setupWorld();
  runDaemon(world);
  await installWebhooks(world);
  world.server.call("PUT", "/api/v1/projects/1/tasks", { title: "Buy milk" });
  const all = await examined(world);
  assert.deepEqual(all.filter(({ state }) => state === "wrong"), []);
  assert.match(all.find(({ check }) => check === "delivery")?.says ?? "", /a webhook came after/);
  assert.match(
    all.find(({ check }) => check === "loop")?.says ?? "",
    /^Vikunja → Taskwarrior → Vikunja in 2\d{3} ms$/,
  );
  assert.deepEqual(titles(world), ["Buy milk"]);
  assert.deepEqual([...world.list.tasks], []);
});

Deno.test("doctor goes the way without webhooks too", async () => {
  const world = await setupWorld();
  runDaemon(world);
  const all = await examined(world);
  assert.equal(all.find(({ check }) => check === "loop")?.state, "ok");
  assert.equal(all.find(({ check }) => check === "delivery"), undefined);
});

for (
  const [way, carries, says] of [
    ["there", { there: false, back: true }, /did not reach Taskwarrior within 20 s/],
    ["back", { there: true, back: false }, /was still in Vikunja 20 s later/],
  ] as const
) {
  Deno.test(`doctor says that a task was not carried ${way}, and removes it`, async () => {
    const world = await setupWorld();
    runDaemon(world).carries = carries;
    const finding = await findingOf(world, "loop");
    assert.deepEqual([finding.state, finding.mend], ["wrong", "vikunja-sync status"]);
    assert.match(finding.says, says);
    assert.deepEqual(titles(world), []);
  });
}

Deno.test("doctor finds webhooks that are signed with another secret", async () => {
  const world = await setupWorld();
  runDaemon(world).receives = "refused";
  await installWebhooks(world);
  const finding = await findingOf(world, "delivery");
  assert.match(finding.says, /came and was refused/);
  assert.equal(finding.mend, "vikunja-sync install webhooks");
});

Deno.test("T7 doctor names the server's setting where a private address is not called", async () => {
  const world = await setupWorld();
  runDaemon(world).receives = "nothing";
  await installWebhooks(world);
  const near = await findingOf(world, "delivery");
  assert.match(near.mend ?? "", /outgoingrequests\.allownonroutableips: true/);
  await installWebhooks(world, "https://hooks.example/webhook");
  const far = await findingOf(world, "delivery");
  assert.equal(far.mend, "on the machine of Vikunja: curl -i https://hooks.example/webhook");
});

Deno.test("P10 doctor names the port where nobody listens, not the server's setting, as the cause", async () => {
  const world = await setupWorld();
  runDaemon(world).receives = "nothing";
  await installWebhooks(world, "http://127.0.0.1:9/webhook");
  const finding = await findingOf(world, "delivery");
  assert.match(
    finding.says,
    /calls http:\/\/127\.0\.0\.1:9\/webhook, where this daemon does not listen/,
  );
  assert.match(finding.mend ?? "", /^vikunja-sync install webhooks --url http/);
});

Deno.test("doctor, asked again at once with an empty list, makes no mass deletion of its tasks", async () => {
  const world = await setupWorld();
  const carrier = runDaemon(world);
  carrier.linked = 0;
  assert.equal((await findingOf(world, "loop")).state, "ok");
  const again = await findingOf(world, "loop");
  assert.equal(again.state, "skipped");
  assert.match(again.says, /within the last ten minutes/);
  carrier.linked = 1;
  assert.equal((await findingOf(world, "loop")).state, "ok");
});

Deno.test("doctor tries no way where something on it is wrong", async () => {
  const world = await setupWorld();
  runDaemon(world);
  world.server.isDown = true;
  assert.match((await findingOf(world, "loop")).says, /first mend what is wrong above/);
});

const ways: readonly (readonly [config: string, says: RegExp])[] = [
  ['[selection]\nprojects = "Inbox"\n', /^Vikunja → Taskwarrior → Vikunja in 2\d{3} ms$/],
  [
    '[selection]\nlabels = "sync"\nassigned = "me-or-nobody"\n',
    /^Taskwarrior → Vikunja → Taskwarrior in 1\d{3} ms$/,
  ],
  ['[selection]\ntaskwarrior = "+work"\n', /^Taskwarrior → Vikunja → Taskwarrior in 1\d{3} ms$/],
  [
    '[direction]\nfrom_vikunja = "*"\n',
    /^Vikunja → Taskwarrior in 2\d{3} ms, a new task and its deletion; not the other way: its project only comes from Vikunja$/,
  ],
  [
    '[direction]\nfrom_taskwarrior = "*"\n',
    /^Taskwarrior → Vikunja in 1\d{3} ms, a new task and its deletion; not the other way: its project only comes from Taskwarrior$/,
  ],
];
for (const [config, says] of ways) {
  Deno.test(`doctor goes as much of the way as is allowed, and leaves nothing: ${JSON.stringify(config)}`, async () => {
    const world = await setupWorld({ config });
    runDaemon(world);
    const finding = await findingOf(world, "loop");
    assert.match(finding.says, says);
    assert.deepEqual([finding.state, titles(world), [...world.list.tasks]], ["ok", [], []]);
  });
}

Deno.test("doctor says why it goes no way at all, and makes nothing then", async () => {
  const says = async (config: string) => {
    const world = await setupWorld({ config });
    runDaemon(world).outside = "Taskwarrior's filter leaves it out";
    const finding = await findingOf(world, "loop");
    assert.deepEqual([finding.state, titles(world), [...world.list.tasks]], ["skipped", [], []]);
    return finding.says;
  };
  assert.equal(
    await says('[selection]\nprojects = "Work"\n'),
    "no project of Vikunja's is selected",
  );
  assert.match(
    await says('[selection]\nassigned = "me"\n'),
    /^only tasks that are assigned to you/,
  );
  assert.match(
    await says('[selection]\nlabels = "a"\n[direction]\nfrom_vikunja = "*"\n'),
    /only come from Vikunja, where the doctor gives a task no label/,
  );
  assert.equal(
    await says('[selection]\ntaskwarrior = "+work"\n'),
    "a task of the doctor's is not selected: Taskwarrior's filter leaves it out",
  );
});
