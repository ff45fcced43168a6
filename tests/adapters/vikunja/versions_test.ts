import assert from "node:assert/strict";
import { neededPermissions } from "@/adapters/vikunja/permissions.ts";
import { kindOf } from "@/adapters/vikunja/client/server_kind.ts";
import { startSandbox } from "@/sandbox/server.ts";
import { type SandboxVersion, sandboxVersions } from "@/sandbox/version.ts";
import {
  adapter,
  create,
  memoryFacts,
  present,
  signal,
  update,
} from "@tests/adapters/vikunja/support.ts";
import type { Raw } from "@tests/adapters/vikunja/full_task.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

/** Tasks of somebody else's making, in the Inbox. */
async function made(
  account: TestAccount,
  bodies: readonly Readonly<Record<string, unknown>>[],
): Promise<readonly number[]> {
  const [inbox] = await account.call<readonly Raw[]>("GET", "/api/v1/projects");
  const ids: number[] = [];
  for (const body of bodies) {
    const at = `/api/v1/projects/${inbox?.["id"]}/tasks`;
    ids.push((await account.call<{ id: number }>("PUT", at, body)).id);
  }
  return ids;
}

interface Repetition {
  readonly due_date: string;
  readonly repeat_after?: number;
  readonly repeat_mode?: number;
}

const repetitions: readonly { readonly name: string; readonly rule: Repetition }[] = [
  { name: "daily", rule: { due_date: "2021-03-04T08:00:00Z", repeat_after: 86_400 } },
  { name: "monthly", rule: { due_date: "2021-03-04T08:00:00Z", repeat_mode: 1 } },
  {
    name: "from its completion",
    rule: { due_date: "2021-03-04T08:00:00Z", repeat_after: 3_600, repeat_mode: 2 },
  },
];

const titles = (count: number) => Array.from({ length: count }, (_, i) => ({ title: `t${i}` }));
const read = (account: TestAccount, id: number) => account.call<Raw>("GET", `/api/v1/tasks/${id}`);

for (const as of sandboxVersions) {
  for (const alike of [true, false]) {
    const what = alike ? "alike" : "each in its own way";
    Deno.test(`V1: 100 tasks changed ${what} keep the due dates that are set meanwhile (${as})`, async () => {
      await using account = await testAccount(as);
      const ids = await made(account, titles(100));
      await using proxy = await faultyProxy(account.url);
      using vikunja = adapter({ ...account, url: proxy.url });
      await vikunja.everything();
      const dueAt = "2031-05-06T07:00:00Z";
      const waiting = new Set(ids);
      proxy.fault = async ({ method, path, body }) => {
        if (method === "GET" || !path.endsWith("/tasks/bulk")) return pass;
        // Between the read of these tasks and their write.
        for (const id of JSON.parse(body).task_ids.map(Number)) {
          if (!waiting.delete(id)) continue;
          const values = { due_date: dueAt };
          const bulk = { task_ids: [id], fields: ["due_date"], values };
          await account.call("POST", "/api/v1/tasks/bulk", bulk);
        }
        return pass;
      };
      const written = await vikunja.write(
        ids.map((id, i) =>
          update(String(id), { title: alike ? "new" : `new ${i}`, priority: 3 }, { priority: 0 })
        ),
        signal,
      );
      assert.ok(written.every(({ kind }) => kind === "written"));
      assert.equal(waiting.size, 0);
      for (const [i, id] of ids.entries()) {
        const task = await read(account, id);
        const title = alike ? "new" : `new ${i}`;
        assert.deepEqual([task["title"], task["priority"], task["due_date"]], [title, 3, dueAt]);
        assert.equal(present(written[i]).task.dueAt, dueAt);
      }
    });
  }

  Deno.test(`V2: labels of a new task and of one that is there arrive, with a token of just what is needed (${as})`, async () => {
    await using account = await testAccount(as);
    const token = await neededToken(account, as);
    using vikunja = adapter({ ...account, token });
    const labels = ["one", "two", "three", "four"];
    const task = present(await vikunja.writeOne(create({ labels })));
    assert.deepEqual(task.task.labels.toSorted(), labels.toSorted());
    const change = { labels: { add: ["five"], remove: ["one", "three"] } };
    assert.deepEqual(
      present(await vikunja.writeOne(update(task.id, change))).task.labels.toSorted(),
      ["five", "four", "two"],
    );
    const stored = await read(account, Number(task.id));
    assert.deepEqual(
      (stored["labels"] as Raw[]).map(({ title }) => title).toSorted(),
      ["five", "four", "two"],
    );
  });

  Deno.test(`V2: 120 tasks and their comments are read in a few requests (${as})`, async () => {
    await using account = await testAccount(as);
    const ids = await made(account, titles(120));
    for (const id of ids.slice(0, 40)) {
      await account.call("PUT", `/api/v1/tasks/${id}/comments`, { comment: "c" });
    }
    using vikunja = adapter(account);
    const { result, requests } = await vikunja.counting(() => vikunja.everything());
    const comments = result.readings.map((one) =>
      one.kind === "present" ? one.task.comments.length : 0
    );
    assert.deepEqual([comments.length, comments.filter((n) => n === 1).length], [120, 40]);
    assert.ok(requests <= 9, `${requests}`);
  });

  Deno.test(`V2: a label that somebody else puts on shows in the next run (${as})`, async () => {
    await using account = await testAccount(as);
    const [id] = await made(account, titles(30));
    const facts = memoryFacts();
    using first = adapter(account, { facts });
    await first.everything();
    const { id: label_id } = await account.call<{ id: number }>("PUT", "/api/v1/labels", {
      title: "seen",
    });
    await account.call("PUT", `/api/v1/tasks/${id}/labels`, { label_id });
    using next = adapter(account, { facts });
    const request = { cursor: first.cursor(), full: false, knownCount: 30 };
    const found = (await next.changes(request, signal)).readings.find((one) =>
      one.id === String(id)
    );
    assert.deepEqual(found?.kind === "present" ? found.task.labels : null, ["seen"]);
  });

  for (const { name, rule } of repetitions) {
    Deno.test(`V3: a repeating task that is completed has its next date, stored and told: ${name} (${as})`, async () => {
      await using account = await testAccount(as);
      const task = { title: "r", description: "d", start_date: "2021-03-01T08:00:00Z", ...rule };
      const [id = 0, plain = 0] = await made(account, [task, { title: "once" }]);
      using vikunja = adapter(account);
      await vikunja.everything();
      const [written, done] = await vikunja.write(
        [id, plain].map((one) => update(String(one), { done: true }, { done: false })),
        signal,
      );
      const stored = await read(account, id);
      const due = Date.parse(String(stored["due_date"]));
      assert.ok(due > Date.parse(rule.due_date), String(stored["due_date"]));
      assert.equal(stored["done"], false);
      assert.equal(stored["description"], "d");
      assert.equal(stored["repeat_after"], rule.repeat_after ?? 0);
      assert.equal(Date.parse(present(written).task.dueAt ?? ""), due);
      assert.equal(present(done).task.done, true);
    });
  }

  Deno.test(`V4: every permission that is asked for is one that the server has (${as})`, async () => {
    const file = new URL(`../../fixtures/contract/servers/${as}.json`, import.meta.url);
    const { steps } = JSON.parse(await Deno.readTextFile(file));
    const answerTo = (name: string) =>
      steps.find((step: { name: string }) => step.name === name).response;
    const routes = answerTo("what tokens can be allowed").body;
    const { version } = answerTo("info").body;
    const needed = neededPermissions(
      kindOf(version, answerTo("info of the second API").status === 200),
    );
    const unknown = needed.filter(({ group, action }) => routes[group]?.[action] === undefined);
    assert.deepEqual(unknown, []);
  });
}

async function neededToken(account: TestAccount, as: SandboxVersion): Promise<string> {
  const needed = neededPermissions(kindOf(`v${as}.0`, as === "2.5" || as === "2.4"));
  const groups = Map.groupBy(
    needed.filter(({ use }) => use === "sync"),
    ({ group }) => group,
  );
  return await account.tokenWith(Object.fromEntries(
    [...groups].map(([group, all]) => [group, all.map(({ action }) => action)]),
  ));
}

Deno.test("V1: where writes may overlap, a task is read right before it is written, not with a whole batch", async () => {
  await using account = await testAccount("1.1");
  const ids = await made(account, titles(60));
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url }, { jobs: 1 });
  await vikunja.everything();
  const unwritten = new Set<number>();
  let most = 0;
  proxy.fault = ({ method, path, body }) => {
    const read = new URL(path, proxy.url).searchParams.get("filter") ?? "";
    if (method === "GET") { for (const id of read.match(/\d+/g) ?? []) unwritten.add(Number(id)); }
    most = Math.max(most, unwritten.size);
    if (path.endsWith("/tasks/bulk")) {
      for (const written of JSON.parse(body).task_ids) unwritten.delete(written);
    }
    return pass;
  };
  const orders = ids.map((id) => update(String(id), { priority: 3 }, { priority: 0 }));
  for (const written of await vikunja.write(orders, signal)) present(written);
  assert.deepEqual([most, unwritten.size], [10, 0]);
});

Deno.test("V1: a server that was made newer is used as what it is, by a process an hour later and by one that goes on", async () => {
  using folder = tempFolder();
  const dataFile = `${folder.path}/data.json`;
  const facts = memoryFacts();
  const old = await startSandbox({ as: "2.3", dataFile });
  const port = Number(new URL(old.url).port);
  using running = adapter(old, { facts });
  await running.everything();
  const { token } = old;
  await old.close();
  await assert.rejects(running.changes({ cursor: "", full: false, knownCount: 0 }, signal));
  await using server = await startSandbox({ as: "2.5", dataFile, port });
  const now = () => new Date(Date.now() + 61 * 60_000);
  using fresh = adapter({ url: server.url, token }, { facts, now });
  for (const vikunja of [fresh, running]) {
    const before = vikunja.lines.length;
    present(await vikunja.writeOne(create()));
    const paths = vikunja.lines.slice(before).map(({ path }) => path);
    assert.ok(paths.some((path) => path.startsWith("/api/v2/projects/")), paths.join());
  }
});

Deno.test("V1: a server is asked what it is an hour after it said so, however many processes came in between", async () => {
  await using server = await startSandbox({ as: "2.5" });
  const facts = memoryFacts();
  const asked: number[] = [];
  for (const minutes of [0, 20, 40, 59, 61, 81]) {
    const now = () => new Date(Date.now() + minutes * 60_000);
    using vikunja = adapter(server, { facts, now });
    await vikunja.everything();
    if (vikunja.lines.some(({ path }) => path.endsWith("/info"))) asked.push(minutes);
  }
  assert.deepEqual(asked, [0, 61]);
});

Deno.test("V4: a server that was made older is noticed at the first answer that does not fit", async () => {
  using folder = tempFolder();
  const dataFile = `${folder.path}/data.json`;
  const facts = memoryFacts();
  const newer = await startSandbox({ as: "2.5", dataFile });
  const port = Number(new URL(newer.url).port);
  using running = adapter(newer, { facts });
  await running.everything();
  const { token } = newer;
  await newer.close();
  await using server = await startSandbox({ as: "1.1", dataFile, port });
  using fresh = adapter({ url: server.url, token }, { facts });
  assert.equal((await fresh.everything()).complete, true);
  const ask = () =>
    running.changes({ cursor: running.cursor(), full: false, knownCount: 0 }, signal);
  await assert.rejects(ask);
  assert.equal((await ask()).complete, true);
});

for (const version of ["v0.24.6", "0.23.0", "v0.1"]) {
  Deno.test(`V4: a server of version ${version} is refused in words, before anything is read`, async () => {
    await using account = await testAccount("1.1");
    await using proxy = await faultyProxy(account.url);
    proxy.fault = ({ path }) =>
      path.endsWith("/v1/info") ? { kind: "answer", status: 200, body: { version } } : pass;
    using vikunja = adapter({ ...account, url: proxy.url });
    await assert.rejects(vikunja.everything(), {
      code: "SERVER_TOO_OLD",
      message: `Cannot work with Vikunja ${version}: it is older than 1.0.0`,
    });
  });
}

Deno.test("kindOf() takes a build without a number for the newest where it has the second API", () => {
  assert.deepEqual(kindOf("unstable", true), kindOf("v2.5.0", true));
  assert.deepEqual(kindOf("unstable", false), kindOf("v1.0.0", false));
  assert.deepEqual(kindOf("v2.5.0-160-g762dc4ebe", true), kindOf("v2.5.0", true));
  assert.equal(kindOf("v3.0.0", true).createsMany, true);
  assert.equal(kindOf("v2.5.0", false).createsMany, false);
});
