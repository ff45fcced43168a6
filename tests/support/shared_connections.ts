import assert from "node:assert/strict";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import { openOwnerRequests } from "@/adapters/postgres/owner_requests.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { sharedConnections } from "@/adapters/postgres/shared_connections.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { cuttingProxy } from "@tests/support/cutting_proxy.ts";
import { until } from "@tests/support/until.ts";

const ownerOf = (host: string) => ({ host, stateDir: host, command: "serve", pid: 1 });

/** Lists of one database, all in this process: one host has them, and another stands by. */
export async function sharedByMany(at: DatabasePlace): Promise<void> {
  await using proxy = cuttingProxy(at.port);
  const place = { ...at, port: proxy.port };
  const connect = sharedConnections(runtime);
  await using stack = new AsyncDisposableStack();
  const storeOf = (list: string) =>
    stack.use(openListStore({ place, list, runtime, nowMs: () => performance.now(), connect }));
  const called: string[] = [];
  const run = crypto.randomUUID();
  const names = Array.from({ length: 24 }, (_, at) => `${run}-${at}`);
  const owned = await Promise.all(names.map(async (list) => {
    const { lease } = await storeOf(list).take(ownerOf("a"), "a");
    const standby = storeOf(list);
    assert.equal((await standby.take(ownerOf("b"), "b")).lease, null);
    stack.use(standby.hear(() => called.push(`free ${list}`)));
    const requests = stack.use(openOwnerRequests({ place, list, runtime, connect }));
    stack.use(requests.hear(() => called.push(`asked ${list}`)));
    return stack.use(lease ?? assert.fail("it is another's"));
  }));
  const [first = "", second = ""] = names;
  await using another = openOwnerRequests({ place: at, list: second, runtime });
  await another.put([{ id: "1", operation: "add", input: "{}", forMs: 60_000 }]);
  await owned[0]?.[Symbol.asyncDispose]();
  const wanted = [`free ${first}`, `asked ${second}`];
  await until(
    "both are told",
    () => called,
    (all) => wanted.every((one) => all.includes(one)),
  );
  assert.deepEqual(called.filter((one) => !wanted.includes(one)), []);
  assert.ok(proxy.connections() <= 6, `${proxy.connections()} connections`);
}
