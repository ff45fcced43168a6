import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { openListsDoor } from "@/adapters/http/lists_door.ts";
import type { Deliveries } from "@/ports/doors.ts";
import type { ListStand } from "@/ports/lists.ts";

const stand: ListStand = {
  owner: null,
  name: "anna",
  state: "running",
  since: "2026-11-27T00:00:00.000Z",
  server: "https://v.example",
  error: null,
  counts: null,
};

async function listsDoor(isOpenForMetrics: boolean) {
  const taken: string[] = [];
  const deliveriesOf = (name: string): Deliveries => ({
    secret: () => Promise.resolve(`secret of ${name}`),
    basicAuth: () => null,
    deliver: () => Promise.resolve(void taken.push(name)).then(() => ({ event: "task.created" })),
    count: () => {},
  });
  const running = new Map(["anna", "bert"].map((name) => [name, deliveriesOf(name)]));
  const place = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
  const door = await openListsDoor(place, {
    deliveries: (name) => name === "cleo" ? "away" : running.get(name) ?? null,
    stands: () => [stand, { ...stand, name: "cleo", state: "failed" }],
    metrics: () => "vikunja_sync_lists 2\n",
    isOpenForMetrics,
    signUp: null,
  }, { hostName: "host", collectGarbage() {} });
  const ask = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${door.url}${path}`, init);
    return { status: response.status, text: await response.text() };
  };
  return {
    taken,
    ask,
    send(list: string, signer: string, body = "{}") {
      const signature = createHmac("sha256", `secret of ${signer}`).update(body).digest("hex");
      const headers = { "x-vikunja-signature": signature };
      return ask(`/${list}/webhook`, { method: "POST", headers, body });
    },
    [Symbol.asyncDispose]: () => door[Symbol.asyncDispose](),
  };
}

Deno.test("the door of all lists gives each what is signed by its own secret, and nothing else", async () => {
  await using door = await listsDoor(false);
  assert.equal((await door.send("anna", "anna")).status, 200);
  assert.equal((await door.send("bert", "bert")).status, 200);
  assert.equal((await door.send("bert", "anna")).status, 403);
  assert.deepEqual(door.taken, ["anna", "bert"]);
  const away = await door.send("cleo", "cleo");
  assert.deepEqual([away.status, /does not run now/.test(away.text)], [503, true]);
  for (const list of ["nobody", "..", "anna/x", "%61nna"]) {
    assert.equal((await door.send(list, "anna")).status, 404, list);
  }
  assert.equal((await door.ask("/anna/webhook")).status, 405);
});

Deno.test("the door of all lists tells how they do only where that is asked for, and never who", async () => {
  await using closed = await listsDoor(false);
  for (const path of ["/healthz", "/metrics", "/v1/lists"]) {
    assert.equal((await closed.ask(path)).status, 404, path);
  }
  await using open = await listsDoor(true);
  assert.deepEqual(JSON.parse((await open.ask("/healthz")).text), {
    ok: true,
    lists: 2,
    running: 1,
    starting: 0,
    failed: 1,
    troubled: 0,
  });
  assert.equal((await open.ask("/metrics")).text, "vikunja_sync_lists 2\n");
  assert.equal((await open.ask("/v1/lists")).status, 404);
});
