import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { sandboxVersions } from "@/sandbox/version.ts";
import { create, failure, present } from "@tests/adapters/vikunja/support.ts";
import type { ArrivedDelivery } from "@tests/simulation/vikunja/deliveries.ts";
import { type Fate, proxyAnswers, roughNetwork } from "@tests/simulation/vikunja/fates.ts";
import { type PersonStep, randomPersonStep } from "@tests/simulation/vikunja/person_steps.ts";
import { clientWorld } from "@tests/simulation/vikunja/world.ts";

const keyed = (title: string) => ({
  ...create({ title }, { requestedAt: "2026-01-01T00:00:00Z" }),
  key: `${title}@1`,
});
const arrives: Fate = { kind: "arrives", latencyMs: 10 };

/** What everybody did in one schedule, as text. */
async function story(seed: number): Promise<string> {
  const { time, random, world, changes, write } = clientWorld(seed);
  const lines: unknown[] = [];
  world.network.fate = roughNetwork(random);
  for (let step = 0; step < 40; step++) {
    lines.push(world.person.take(randomPersonStep(random)));
    const tried = step % 3 === 0 ? changes() : write(keyed(`task ${step}`));
    lines.push(await tried.catch((error: Error) => error.message));
    await time.pass(random() * 60_000);
  }
  return JSON.stringify([lines, world.network.log, world.tasks(), world.history]);
}

Deno.test("createSimulatedVikunja() has the same story for the same seed, and another for another", async () => {
  const first = await story(7);
  assert.equal(await story(7), first);
  assert.notEqual(await story(8), first);
});

const committed: readonly [Fate, number][] = [
  [arrives, 1],
  [{ kind: "twice", latencyMs: 10 }, 1],
  [{ kind: "refused", latencyMs: 10 }, 0],
  [{ kind: "lost", latencyMs: 10 }, 0],
  [{ kind: "answer lost", latencyMs: 10 }, 1],
  [{ kind: "answer cut", latencyMs: 10 }, 1],
  [{ kind: "hangs", latencyMs: 10, committed: true }, 1],
  [{ kind: "hangs", latencyMs: 10, committed: false }, 0],
  ...proxyAnswers.flatMap((answer): [Fate, number][] => [
    [{ kind: "proxy", latencyMs: 10, answer, committed: true }, 1],
    [{ kind: "proxy", latencyMs: 10, answer, committed: false }, 0],
  ]),
];

for (const [fate, made] of committed) {
  const status = fate.kind === "proxy" ? ` ${fate.answer.status}` : "";
  const where = "committed" in fate ? ` (committed: ${fate.committed})` : "";
  Deno.test(`write() of a new task that ${fate.kind}${status}${where} makes ${made}, and is not certain unless it arrived`, async () => {
    const { world, changes, write } = clientWorld(1);
    await changes();
    world.network.fate = ({ method, path }) =>
      method === "POST" && path.endsWith("/tasks") ? fate : arrives;
    const [written] = await write(keyed("milk"));
    assert.equal(world.tasks().length, made);
    if (fate.kind === "arrives" || fate.kind === "twice") {
      assert.equal(present(written).task.title, "milk");
    } else assert.equal(failure(written).retryable, true);
  });
}

Deno.test("an overload and a rate limit are waited out, and store nothing meanwhile", async () => {
  for (const fate of [{ kind: "overload" }, { kind: "rate limit", resetMs: 20_000 }] as const) {
    const { time, world, changes, write } = clientWorld(1);
    await changes();
    let faults = 2;
    world.network.fate = ({ method }) =>
      method === "POST" && faults-- > 0 ? { latencyMs: 10, ...fate } : arrives;
    const before = time.runtime.elapsed();
    const [written] = await write(keyed("milk"));
    assert.equal(present(written).task.title, "milk");
    assert.equal(world.tasks().length, 1);
    if (fate.kind === "rate limit") assert.ok(time.runtime.elapsed() - before > 20_000);
  }
});

Deno.test("expireToken() makes the program's token no good until renewToken()", async () => {
  const { time, world, changes } = clientWorld(1);
  await changes();
  world.expireToken();
  await assert.rejects(changes(), { code: "AUTH" });
  world.renewToken();
  await time.pass(2_000);
  assert.equal((await changes()).complete, true);
});

Deno.test("restore() brings back the data of backup(), and ids are given out again", async () => {
  const { world, changes, write } = clientWorld(1);
  await changes();
  const first = present((await write(keyed("kept")))[0]).id;
  const yesterday = world.backup();
  const lost = present((await write(keyed("lost")))[0]).id;
  world.restore(yesterday);
  assert.deepEqual(world.tasks().map(({ id }) => String(id)), [first]);
  assert.equal(present((await write(keyed("another")))[0]).id, lost);
});

Deno.test("clock.aheadMs sets the server's clock and stamps apart from the runtime's", async () => {
  const { time, world, changes, vikunja } = clientWorld(1);
  world.clock.aheadMs = 300_000;
  await changes();
  world.person.take({ kind: "add", title: "milk", project: 0 });
  const [task] = world.tasks();
  assert.equal(task?.createdMs, time.runtime.now().getTime() + 300_000);
  const { from = 0, until = 0 } = vikunja.clock.offset() ?? {};
  assert.ok(from <= 300_000 && 300_000 <= until, `${from} ${until}`);
});

Deno.test("webhooks arrive signed, and are lost or doubled by their fate", async () => {
  const { time, world } = clientWorld(1);
  const arrived: ArrivedDelivery[] = [];
  world.webhooks.install({ url: "http://program.simulated/hook", secret: "s3cret" });
  world.webhooks.receive = (delivery) => {
    arrived.push(delivery);
    return Promise.resolve(200);
  };
  const addOne = async (kind: "arrives" | "lost" | "doubled") => {
    arrived.length = 0;
    world.webhooks.fate = () => ({ kind, latencyMs: 30 });
    world.person.take({ kind: "add", title: kind, project: 0 });
    await time.pass(5_000);
    return arrived.length;
  };
  assert.equal(await addOne("lost"), 0);
  assert.equal(await addOne("doubled"), 2);
  assert.equal(await addOne("arrives"), 1);
  const body = arrived[0]?.body ?? "";
  const signature = createHmac("sha256", "s3cret").update(body).digest("hex");
  assert.equal(arrived[0]?.headers["x-vikunja-signature"], signature);
  assert.equal(JSON.parse(body).data.task.title, "arrives");
});

Deno.test("a webhook that nobody takes is sent six times, and is lost then", async () => {
  const { time, world } = clientWorld(1);
  let tries = 0;
  world.webhooks.install({ url: "http://program.simulated/hook", secret: "s" });
  world.webhooks.receive = () => {
    tries += 1;
    return Promise.resolve(503);
  };
  world.person.take({ kind: "add", title: "milk", project: 0 });
  await time.pass(60_000);
  assert.equal(tries, 6);
});

for (const as of sandboxVersions) {
  Deno.test(`take() can do every kind of step, and history tells what it changed (${as})`, () => {
    const { random, world } = clientWorld(3, { as, database: "PostgreSQL" });
    const told = new Set<PersonStep["kind"]>();
    for (let count = 0; count < 2_000; count++) {
      const step = randomPersonStep(random);
      if (world.person.take(step) !== null) told.add(step.kind);
    }
    assert.equal(told.size, 24, [...told].join());
    const fields = new Set(world.history.map(({ field }) => field));
    for (const field of ["task", "title", "description", "done", "dueDate", "labelIds"] as const) {
      assert.ok(fields.has(field), field);
    }
    assert.ok(fields.has("comment") && fields.has("blocker"));
    assert.deepEqual([...new Set(world.history.map(({ by }) => by))].sort(), ["person", "script"]);
  });
}

Deno.test("a page that is saved overwrites what was changed since it was opened", () => {
  const { world } = clientWorld(1);
  const take = (step: PersonStep) => world.person.take(step);
  take({ kind: "add", title: "milk", project: 0 });
  assert.equal(take({ kind: "open page", task: 0 }), "in Vikunja, opens the page of «milk»");
  take({ kind: "edit", task: 0, edit: { field: "title", value: "bread" } });
  take({ kind: "save page", edit: { field: "priority", value: 3 } });
  const [task] = world.tasks();
  assert.deepEqual([task?.title, task?.priority], ["milk", 3]);
});

Deno.test("a late edit on PostgreSQL is stamped with the time before it; on SQLite there is none", async () => {
  for (const database of ["PostgreSQL", "SQLite"] as const) {
    const { time, world, vikunja, changes } = clientWorld(1, { database });
    await changes();
    world.person.take({ kind: "add", title: "milk", project: 0 });
    await time.pass(600_000);
    const edit = { field: "title", value: "bread" } as const;
    const words = world.person.take({ kind: "late edit", task: 0, edit, lateMs: 50_000 });
    const [task] = world.tasks();
    if (database === "SQLite") {
      assert.deepEqual([words, task?.title], [null, "milk"]);
      continue;
    }
    assert.equal(task?.updatedMs, time.runtime.now().getTime() - 50_000);
    const request = { cursor: vikunja.cursor(), full: false, knownCount: 1 };
    const { readings } = await time.run(vikunja.changes(request, new AbortController().signal));
    assert.deepEqual(
      readings.flatMap((one) => one.kind === "present" ? [one.task.title] : []),
      ["bread"],
    );
  }
});

Deno.test("a colleague's comment is another's, and limitToken() takes permissions away", async () => {
  const { world, changes, write } = clientWorld(1);
  await changes();
  await write(keyed("milk"));
  world.person.take({ kind: "colleague comments", task: 0, text: "soon" });
  assert.deepEqual(world.tasks()[0]?.comments.map(({ author }) => author), ["colleague"]);
  world.limitToken(["tasks_labels"]);
  const labelled = { ...keyed("bread"), ...create({ title: "bread", labels: ["home"] }) };
  await write({ ...labelled, key: "labels@1" });
  assert.ok(world.network.log.some(({ status }) => status === 401));
  assert.deepEqual(world.tasks().flatMap(({ labels }) => labels), []);
  world.limitToken([]);
  assert.equal((await changes()).complete, true);
});

Deno.test("labels set at once and labels renamed move no stamp of the task", async () => {
  const { time, world } = clientWorld(1);
  world.person.take({ kind: "add", title: "milk", project: 0 });
  await time.pass(60_000);
  world.person.take({ kind: "set labels", task: 0, titles: ["home"] });
  world.person.take({ kind: "rename label", label: 0, title: "house" });
  const [task] = world.tasks();
  assert.deepEqual([task?.labels, task?.updatedMs], [["house"], task?.createdMs]);
});
