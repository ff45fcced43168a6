import assert from "node:assert/strict";
import { listsService, permissionsWithWebhooks } from "@tests/support/lists_service.ts";
import { postgresServers } from "@tests/support/postgres_server.ts";
import { until } from "@tests/support/until.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

const names = ["anna", "bert", "cleo", "dora"];
const clientOf = (at: number) => `${at}cd1ee93-ac26-47ad-8b5c-6a6be0a4d5d8`;

for (const server of await postgresServers()) {
  Deno.test(`serve --lists on a host that joins is handed half of the lists, amid edits, each task there once, PostgreSQL ${server.major}`, async () => {
    await using first = await testAccount();
    const accounts: TestAccount[] = [first];
    while (accounts.length < names.length) accounts.push(await first.stranger());
    await using east = await listsService();
    await using west = await listsService(east.sync);
    const run = crypto.randomUUID();
    for (const [at, name] of names.entries()) {
      const account = accounts[at] ?? first;
      const token = await account.tokenWith(permissionsWithWebhooks);
      const more = [`store = "${server.url}"`, `list = "${run}-${name}"`, 'poll_every = "1s"'];
      for (const { add } of [east, west]) {
        await add({ name, account, token, client: clientOf(at), more });
      }
    }
    let made = 0;
    const edit = async () => {
      made++;
      for (const account of accounts) {
        const [project] = await account.call<{ id: number }[]>("GET", "/api/v1/projects");
        await account.call("PUT", `/api/v1/projects/${project?.id}/tasks`, { title: `t${made}` });
      }
    };
    const running = async ({ stands }: typeof east) =>
      [...await stands()].filter(([, { state }]) => state === "running").map(([name]) => name);
    await edit();
    await east.start();
    await until("east has all", () => running(east), (all) => all.length === 4);
    await west.start();
    const shares = await until("both have two", async () => {
      await edit();
      return { east: await running(east), west: await running(west) };
    }, ({ east, west }) => east.length === 2 && west.length === 2);
    assert.deepEqual([...shares.east, ...shares.west].toSorted(), names);
    await edit();
    for (const [at, name] of names.entries()) {
      const owner = shares.east.includes(name) ? east : west;
      await until(`${name} has all`, () => owner.linked(name), (count) => count === made);
      const { total } = await accounts[at]!.call<{ total: number }>("GET", "/api/v2/tasks");
      assert.equal(total, made, "none came back as another");
    }
    const handed = east.said.filter((line) => line.includes("is handed over to"));
    assert.equal(handed.length, 2, handed.join("\n"));
    assert.ok(!west.said.some((line) => line.includes("is handed over")));
  });
}
