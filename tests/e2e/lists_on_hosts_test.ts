import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "@/adapters/postgres/database.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { composeLists } from "@/compose/lists.ts";
import { runInProcess } from "@tests/support/in_process.ts";
import {
  listsService,
  permissionsWithWebhooks as permissions,
} from "@tests/support/lists_service.ts";
import { postgresServers } from "@tests/support/postgres_server.ts";
import { until } from "@tests/support/until.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

const [annas, berts] = [1, 2].map((n) => `${n}bd1ee93-ac26-47ad-8b5c-6a6be0a4d5d8`);

for (const server of await postgresServers()) {
  Deno.test(`serve --lists on another host takes webhooks of any list, and goes on with all once their host is killed, PostgreSQL ${server.major}`, async () => {
    await using anna = await testAccount();
    const bert = await anna.stranger();
    await using east = await listsService();
    await using west = await listsService(east.sync);
    const run = crypto.randomUUID();
    const tokens = [await anna.tokenWith(permissions), await bert.tokenWith(permissions)];
    for (const { add } of [east, west]) {
      const more = (list: string) => [`store = "${server.url}"`, `list = "${run}-${list}"`];
      const [token, other] = [String(tokens[0]), String(tokens[1])];
      const [client, another] = [String(annas), String(berts)];
      await add({ name: "anna", account: anna, token, client, more: more("anna") });
      // Anna's changes come by a webhook, his are asked for.
      const asked = [...more("bert"), 'poll_every = "1s"'];
      await add({ name: "bert", account: bert, token: other, client: another, more: asked });
    }
    const owner = await east.spawn();
    await until(
      "east has both",
      east.stands,
      (all) => all.size === 2 && [...all.values()].every(({ state }) => state === "running"),
    );
    const url = await west.start();
    const statesOf = async ({ stands }: typeof east) =>
      [...await stands()].map(([, { state, owner }]) => `${state} ${owner}`).toSorted();
    const one = ["running null", `standby ${Deno.hostname()}`];
    await until(
      "each has one",
      async () => [...await statesOf(east), ...await statesOf(west)],
      (all) => all.join() === [...one, ...one].join(),
    );
    const linked = async (name: string) => await east.linked(name) ?? await west.linked(name);
    const webhooks = ["install", "webhooks", "--url", `${url}/anna/webhook`, "--config"];
    const installed = await runInProcess([...webhooks, join(east.folder, "anna/config.toml")], {});
    assert.equal(installed?.code, 0, installed?.stderr);
    const add = async (account: typeof anna, title: string) => {
      const [project] = await account.call<{ id: number }[]>("GET", "/api/v1/projects");
      await account.call("PUT", `/api/v1/projects/${project?.id}/tasks`, { title });
    };
    await add(anna, "by way of the other host");
    await until("its owner has it", () => linked("anna"), (count) => count === 1);
    await add(bert, "before");
    await until("its owner has it", () => linked("bert"), (count) => count === 1);
    await owner.kill();
    await using db = openDatabase(server.place, systemRuntime);
    await db.query(
      "UPDATE vikunja_sync.lists SET until = until - 30 * interval '1 s' WHERE list LIKE $1",
      [`${run}%`],
    );
    await add(anna, "meanwhile");
    await until("west has anna's", () => west.linked("anna"), (count) => count === 2);
    await until(
      "west owns both",
      () => statesOf(west),
      (all) => all.join() === "running null,running null",
    );
    assert.equal(await west.linked("bert"), 1);
    const { signal } = new AbortController();
    const busy = composeLists(east.folder, null).remove("bert", signal);
    await assert.rejects(busy, /Cannot remove the list .* has it/);
    const { tokensAt } = await composeLists(west.folder, null).remove("bert", signal);
    assert.equal(tokensAt, `${bert.url}/user/settings/api-tokens`);
    for (const table of ["lists", "events", "links", "requests", "secrets", "notices"]) {
      const rows = await db.query(
        `SELECT DISTINCT list FROM vikunja_sync.${table} WHERE list LIKE $1`,
        [`${run}%`],
      );
      assert.ok(rows.every(({ list }) => list === `${run}-anna`), table);
    }
    assert.equal(await west.linked("anna"), 2);
  });
}
