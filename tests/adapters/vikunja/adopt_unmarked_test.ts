import assert from "node:assert/strict";
import {
  adapter,
  create,
  failure,
  nothingLogged,
  present,
  signal,
} from "@tests/adapters/vikunja/support.ts";
import { faultyProxy, pass } from "@tests/support/faulty_proxy.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

Deno.test("T10 write() says what it has made though the rest failed or was not tried, and takes it as the log knows it", async () => {
  await using account = await testAccount();
  await using proxy = await faultyProxy(account.url);
  using vikunja = adapter({ ...account, url: proxy.url });
  await vikunja.everything();
  proxy.fault = ({ method, path }) =>
    method !== "GET" && path.includes("/labels") ? { kind: "cut before" } : pass;
  const orders = Array.from(
    { length: 12 },
    (_, n) => create({ title: `t${n}`, labels: [`l${n}`] }),
  );
  const outcomes = await vikunja.write(orders, signal);
  const made = new Map(outcomes.map((outcome, at) => {
    assert.equal(outcome.kind, "failed");
    const its = outcome.kind === "failed" ? outcome.made : undefined;
    assert.equal(its?.key, orders[at]?.key);
    return [String(its?.key), its?.id ?? null];
  }));
  const untried = outcomes.filter((outcome) => failure(outcome).details["untried"] === true);
  assert.ok(untried.length > 0);
  for (const id of made.values()) {
    await account.call("PATCH", `/api/v2/tasks/${id}`, { title: `renamed ${id}`, done: true });
  }
  proxy.fault = () => pass;
  using restarted = adapter({ ...account, url: proxy.url }, {
    logged: { ...nothingLogged, madeIdOf: (key) => made.get(key) ?? null },
  });
  const again = orders.map((order) => ({ ...order, mayHaveHappened: true }));
  const written = await restarted.write(again, signal);
  assert.deepEqual(written.map((one) => present(one).id), [...made.values()].map(String));
  const { items } = await account.call<{ items: unknown[] }>("GET", "/api/v2/tasks");
  assert.equal(items.length, orders.length);
});

Deno.test("T10 write() adopts one that was done before it was made, as only a create can have it, though it was renamed", async () => {
  await using account = await testAccount();
  const before = { done: true, doneAt: "2026-01-02T03:04:05Z" };
  const order = create({ title: "mine", ...before });
  using vikunja = adapter(account);
  const made = present(await vikunja.writeOne(order));
  await account.call("PATCH", `/api/v2/tasks/${made.id}`, { title: "renamed" });
  using other = adapter(account);
  const others = create({ title: "other", ...before, doneAt: "2026-01-02T03:04:06Z" });
  const fresh = await other.writeOne({ ...others, mayHaveHappened: true });
  assert.notEqual(present(fresh).id, made.id);
  const again = await other.writeOne({ ...order, mayHaveHappened: true });
  assert.equal(present(again).id, made.id);
});

Deno.test("T10 write() of another process adopts what was made before this machine's clock was set back", async () => {
  await using account = await testAccount();
  const order = create({ title: "mine", done: true, doneAt: "2026-01-02T03:04:05Z" });
  using vikunja = adapter(account);
  const made = present(await vikunja.writeOne(order));
  using other = adapter(account, { now: () => new Date(Date.now() - 5_900_000) });
  const again = await other.writeOne({ ...order, mayHaveHappened: true });
  assert.equal(present(again).id, made.id);
});
