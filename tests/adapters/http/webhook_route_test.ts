import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { listen } from "@/adapters/http/server.ts";
import { webhookRoute } from "@/adapters/http/webhook_route.ts";
import type { Deliveries } from "@/ports/doors.ts";
import { SyncError } from "@/domain/errors.ts";
import { readDelivery } from "@/triggers/delivery.ts";

const folder = new URL("../../fixtures/contract/webhooks/", import.meta.url);

interface Recording {
  readonly event: string;
  readonly secret: string | null;
  readonly headers: readonly (readonly [string, string])[];
  readonly raw_body: string;
}

async function recording(name: string): Promise<Recording> {
  return JSON.parse(await Deno.readTextFile(new URL(`${name}.json`, folder)));
}

const secret = "a shared secret";
const isTransport = /^(host|content-length|accept-encoding|connection)$/i;

function headersOf({ headers }: Recording): Record<string, string> {
  return Object.fromEntries(headers.filter(([name]) => !isTransport.test(name)));
}

function signed(body: string | Uint8Array): Record<string, string> {
  return { "x-vikunja-signature": createHmac("sha256", secret).update(body).digest("hex") };
}

/** A receiver at a real address, what it took and how it counted. */
async function receiver(deps: Partial<Deliveries> = {}) {
  const counts = { accepted: 0, refused: 0, unavailable: 0 };
  const taken: unknown[] = [];
  const route = webhookRoute({
    secret: () => Promise.resolve(secret),
    basicAuth: () => null,
    deliver(body) {
      taken.push(body);
      return Promise.resolve(readDelivery(body));
    },
    count: (outcome) => void counts[outcome]++,
    ...deps,
  });
  const place = { kind: "tcp", host: "127.0.0.1", port: 0 } as const;
  const server = await listen(place, { routes: [route], isPublic: true });
  return {
    counts,
    taken,
    url: `${server.url}/webhook`,
    async send(body: string | Uint8Array, headers: Record<string, string> = signed(body)) {
      const response = await fetch(`${server.url}/webhook`, {
        method: "POST",
        body: body as BodyInit,
        headers,
      });
      await response.body?.cancel();
      return response;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

for (const { name } of [...Deno.readDirSync(folder)]) {
  const recorded = await recording(name.replace(".json", ""));
  if (recorded.secret === undefined || recorded.secret === null) continue;
  Deno.test(`a recorded ${recorded.event} is taken as it came, by its signature`, async () => {
    await using it = await receiver();
    const { status } = await it.send(recorded.raw_body, headersOf(recorded));
    assert.equal(status, 200);
    assert.deepEqual(it.taken, [JSON.parse(recorded.raw_body)]);
    assert.deepEqual(it.counts, { accepted: 1, refused: 0, unavailable: 0 });
  });
}

Deno.test("a body that was changed, a wrong, short or missing signature is refused", async () => {
  await using it = await receiver();
  const recorded = await recording("task.updated");
  const good = headersOf(recorded);
  const signature = Object.entries(good).find(([name]) => /signature/i.test(name))?.[1] ?? "";
  const bad: readonly (readonly [string, Record<string, string>])[] = [
    [`${recorded.raw_body} `, good],
    [recorded.raw_body.replace("task.updated", "task.deleted"), good],
    [recorded.raw_body, {}],
    ...["", "00", signature.slice(2), `${signature}00`, "x".repeat(64), `0${signature}`].map(
      (each) => [recorded.raw_body, { "x-vikunja-signature": each }] as const,
    ),
  ];
  for (const [body, headers] of bad) assert.equal((await it.send(body, headers)).status, 403);
  assert.deepEqual(it.taken, []);
  assert.equal(it.counts.refused, bad.length);
});

Deno.test("the recorded delivery with basic authentication shows the right user, and needs the signature as well", async () => {
  await using it = await receiver({ basicAuth: () => "hook user:p:ss" });
  const recorded = await recording("basic-auth");
  const shown = headersOf(recorded);
  assert.equal((await it.send(recorded.raw_body, shown)).status, 403);
  const both = { ...shown, ...signed(recorded.raw_body) };
  assert.equal((await it.send(recorded.raw_body, both)).status, 200);
  for (const authorization of ["", "Basic", `Basic ${btoa("hook user:p:s")}`, "Bearer x"]) {
    const response = await it.send(recorded.raw_body, { ...both, Authorization: authorization });
    assert.equal(response.status, 401);
    assert.match(response.headers.get("www-authenticate") ?? "", /^Basic /);
  }
  assert.equal(it.taken.length, 1);
});

Deno.test("what is signed and no delivery is refused: no JSON, no UTF-8, another object", async () => {
  await using it = await receiver();
  const bodies = ["", "{", "[]", '{"event":"x"}', new Uint8Array([0x22, 0xff, 0x22])];
  for (const body of bodies) assert.equal((await it.send(body)).status, 400);
  assert.equal(it.counts.refused, bodies.length);
});

Deno.test("an event that nobody knows is taken", async () => {
  await using it = await receiver();
  assert.equal((await it.send('{"event_name":"task.teleported","data":null}')).status, 200);
});

Deno.test("what cannot be put on disk is answered 503 with Retry-After", async () => {
  const deliver = () => Promise.reject(new SyncError("DISK_FULL", "Cannot write"));
  await using it = await receiver({ deliver });
  const response = await it.send('{"event_name":"task.updated"}');
  assert.equal(response.status, 503);
  assert.ok(Number(response.headers.get("retry-after")) > 0);
  assert.deepEqual(it.counts, { accepted: 0, refused: 0, unavailable: 1 });
});

Deno.test("only POST is answered, and nothing over 4 MiB is read", async () => {
  await using it = await receiver();
  const get = await fetch(it.url);
  await get.body?.cancel();
  assert.deepEqual([get.status, get.headers.get("allow")], [405, "POST"]);
  assert.equal((await it.send(" ".repeat(4 * 1024 * 1024 + 1))).status, 413);
  assert.deepEqual(it.taken, []);
});
