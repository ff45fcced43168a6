import assert from "node:assert/strict";
import { taskwarriorSide, vikunjaSide } from "@tests/support/both_sides.ts";
import { type Fault, faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { isLong } from "@tests/support/long_form.ts";
import { proxyFaults } from "@tests/support/proxy_faults.ts";
import { randomNumbers } from "@tests/support/random_numbers.ts";
import { until } from "@tests/support/until.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";
import { createWorld, type ServerTask, type TaskObject, type World } from "@tests/support/world.ts";

/** A world whose program talks to the server (a real one where `VIKUNJA_TEST_URL` names it) through a proxy. */
async function proxiedWorld() {
  const account = await testAccount();
  const proxy = await faultyProxy(account.url);
  const own = await createWorld();
  const env = { VIKUNJA_URL: proxy.url, VIKUNJA_TOKEN: account.token };
  const world: World = {
    ...own,
    api: (method, path, body) => account.call(method, path, body),
    async serverTasks() {
      const { items } = await account.call<{ items: ServerTask[] | null }>(
        "GET",
        "/api/v2/tasks?per_page=1000&expand=comments&sort_by=id",
      );
      return items ?? [];
    },
    serve: (args = ["--listen", "127.0.0.1:0"]) => own.serve(args, env),
    run: (args) => own.run(args, env),
  };
  return {
    world,
    proxy,
    async [Symbol.asyncDispose]() {
      await own[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await account[Symbol.asyncDispose]();
    },
  };
}

const containerRestarts: Fault = {
  kind: "answer",
  status: 404,
  text: "404 page not found\n",
  headers: { "content-type": "text/plain; charset=utf-8" },
};

async function untilAlike(world: World, what: string): Promise<number> {
  const startedAt = performance.now();
  const sides = async () => [
    JSON.stringify(await taskwarriorSide(world)),
    JSON.stringify(await vikunjaSide(world)),
  ];
  await until(what, sides, ([here, there]) => here === there);
  return performance.now() - startedAt;
}

Deno.test("N7: serve brings everything over after a proxy answered everything by itself for a while", async () => {
  await using it = await proxiedWorld();
  const { world, proxy } = it;
  await world.task("add", "old title");
  const daemon = await world.serve();
  await untilAlike(world, "the first task in Vikunja");
  const [uuid = ""] = (await world.export()).map((task) => task.uuid);
  let refused = 0;
  proxy.fault = () => {
    refused += 1;
    return containerRestarts;
  };
  await world.task(uuid, "modify", "new title");
  await world.task("add", "added meanwhile");
  await until("some requests answered by the proxy", () => refused, (count) => count >= 8);
  const { pending } = await until(
    "both waiting",
    () => daemon.call("GET", "/v1/status") as unknown as Promise<{ pending: unknown[] }>,
    ({ pending }) => pending.length === 2,
  );
  assert.equal(pending.length, 2);
  proxy.fault = () => pass;
  await untilAlike(world, "both in Vikunja");
  const titles = (await world.serverTasks()).map(({ title }) => title).toSorted();
  assert.deepEqual(titles, ["added meanwhile", "new title"]);
  assert.equal((await world.run(["status"])).code, 0);
});

/** One request in three is disturbed, until there were so many. */
const mostFaults = isLong ? 300 : 20;

Deno.test(`N6, N7, N8: ${mostFaults} faults of a proxy before serve: nothing lost, doubled or unsaid, all there two minutes later`, async () => {
  await using it = await proxiedWorld();
  const { world, proxy } = it;
  const random = randomNumbers(Number(Deno.env.get("VIKUNJA_SYNC_SEED") ?? 7));
  // So many that those deleted below are never a mass deletion.
  await world.import(Array.from({ length: 12 }, (_, n) => ({ description: `bystander ${n}` })));
  const daemon = await world.serve();
  await untilAlike(world, "the first tasks in Vikunja");
  let faults = 0;
  proxy.fault = () => {
    if (faults >= mostFaults || random(3) > 0) return pass;
    faults += 1;
    return proxyFaults[random(proxyFaults.length)]?.[1] ?? pass;
  };
  for (let n = 0; faults < mostFaults; n++) await edit(world, random, n);
  const startedAt = performance.now();
  const alike = () => untilAlike(world, "the same on both sides");
  // Two minutes, and what it said where that was not enough.
  await alike().catch(alike).catch((error) => {
    throw new Error(`${daemon.lines.slice(-20).join("\n")}`, { cause: error });
  });
  const tookMs = performance.now() - startedAt;
  const titles = (await taskwarriorSide(world)).map(({ title }) => title);
  assert.deepEqual(titles, [...new Set(titles)], "nothing doubled");
  await until(
    "a daemon with nothing to say",
    () => world.run(["status"]),
    ({ code }) => code === 0,
  );
  if (isLong) {
    console.log(`${faults} faults, ${titles.length} tasks, alike ${Math.round(tookMs)} ms later`);
  }
});

/** What depends on a task that is gone would be named in `status`. */
function isNeeded(uuid: string, tasks: readonly TaskObject[]): boolean {
  return tasks.some((task) => JSON.stringify(task["depends"] ?? "").includes(uuid));
}

/** More would be a mass deletion. */
const mostDeletions = 8;
let deletions = 0;

async function edit(world: World, random: (limit: number) => number, n: number): Promise<void> {
  const tasks = await world.export("status:pending");
  const uuid = tasks[random(tasks.length)]?.uuid;
  const other = tasks[random(tasks.length)]?.uuid;
  const what = random(10);
  if (what < 3 || uuid === undefined || other === undefined) {
    await world.task("add", `task ${n}`, `+l${random(5)}`, `project:p${random(3)}`);
  } else if (what === 3 && deletions < mostDeletions && !isNeeded(uuid, tasks)) {
    deletions += 1;
    await world.task(uuid, "delete");
  } else if (what === 4) await world.task(uuid, "annotate", `remark ${n}`);
  else if (what === 5) await world.task(uuid, "modify", `+l${random(5)}`);
  else if (what === 6) await world.task(uuid, "modify", `-l${random(5)}`);
  else if (what === 7 && uuid > other) await world.task(uuid, "modify", `depends:${other}`);
  else if (what === 8) await world.task(uuid, "modify", `description:title ${n}`);
  else await world.task(uuid, "modify", "priority:H", `due:2027-01-0${1 + random(9)}T00:00:00Z`);
}
