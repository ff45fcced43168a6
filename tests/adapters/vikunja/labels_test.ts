import assert from "node:assert/strict";
import { adapter, create, present } from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("write() uses the label that somebody made while ours was being made", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  const theirs: number[] = [];
  proxy.fault = async ({ method, path }) => {
    if (method !== "POST" || !path.endsWith("/v2/labels") || theirs.length > 0) return pass;
    const label = { title: "work" };
    theirs.push((await account.call<{ id: number }>("POST", "/api/v2/labels", label)).id);
    return pass;
  };
  const made = present(await vikunja.writeOne(create({ labels: ["work"] })));
  const { labels } = await account.call<{ labels: { id: number }[] }>(
    "GET",
    `/api/v2/tasks/${made.id}`,
  );
  assert.deepEqual(labels.map(({ id }) => id), theirs);
});
