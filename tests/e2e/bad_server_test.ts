import assert from "node:assert/strict";
import {
  assertNothingLost,
  assertRefuses,
  everything,
  syncedWorld,
} from "@tests/support/refusal.ts";
import { atPort } from "@tests/support/at_port.ts";
import { createWorld } from "@tests/support/world.ts";

Deno.test("sync asks to try later when the server does not answer", async () => {
  await using world = await syncedWorld(await createWorld());
  await world.task("1", "modify", "due:2027-01-01");
  const before = await everything(world);
  await world.server.stopAccepting();
  await assertRefuses(world, ["sync"], {
    exit: 75,
    code: "SERVER_UNAVAILABLE",
    says: /no answer from 127\.0\.0\.1:\d+ \(ECONNREFUSED\)/,
    hint: /server is up and the address is right/,
  });
  await atPort(() => world.server.restart());
  await assertNothingLost(world, before);
});

Deno.test("sync at first contact with no server changes nothing", async () => {
  await using world = await createWorld();
  await world.task("add", "Call Ann");
  const before = await everything(world);
  await world.server.stopAccepting();
  await assertRefuses(world, ["sync"], {
    exit: 75,
    code: "SERVER_UNAVAILABLE",
    says: /no answer from 127\.0\.0\.1:\d+/,
    hint: /server is up/,
  });
  await atPort(() => world.server.restart());
  await assertNothingLost(world, before);
});

Deno.test("sync refuses a wrong token and never shows it", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  const wrong = { VIKUNJA_TOKEN: "tk_0123456789abcdef0123456789abcdef01234567" };
  for (const args of [["sync"], ["sync", "--full"], ["sync", "--dry-run"]]) {
    await assertRefuses(world, args, {
      exit: 2,
      code: "AUTH",
      says: /token is revoked, expired, or/,
      hint: /new API token in Vikunja/,
    }, wrong);
    const verbose = await world.run([...args, "--verbose"], wrong);
    assert.doesNotMatch(verbose.stderr, /0123456789abcdef/);
  }
  await assertNothingLost(world, before);
});

Deno.test("sync refuses an address where something else than Vikunja answers", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  await using elsewhere = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    () => new Response("<h1>Welcome</h1>", { headers: { "content-type": "text/html" } }),
  );
  await assertRefuses(world, ["sync"], {
    exit: 1,
    code: "SERVER_ANSWER",
    says: /does not answer like Vikunja|not a Vikunja/,
    hint: /without \/api/,
  }, { VIKUNJA_URL: `http://127.0.0.1:${elsewhere.addr.port}` });
  await assertNothingLost(world, before);
});

Deno.test("sync refuses another server than the one its log belongs to", async () => {
  await using world = await syncedWorld(await createWorld());
  // Its Inbox is another one: made at another time.
  await using other = await createWorld({ sandbox: { now: () => new Date(Date.now() + 5_000) } });
  const before = await everything(world);
  const otherBefore = await everything(other);
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "BINDING",
    says: /log belongs to another Vikunja server or account .*url was "http:\/\/127/,
    hint: /Point it back .*VIKUNJA_SYNC_STATE_DIR/,
  }, { VIKUNJA_URL: other.server.url, VIKUNJA_TOKEN: other.server.token });
  assert.equal(await everything(other), otherBefore);
  await assertNothingLost(world, before);
});

Deno.test("T13 sync refuses an empty server under the old address and token", async () => {
  await using world = await syncedWorld(await createWorld());
  const before = await everything(world);
  await using empty = await createWorld({ sandbox: { now: () => new Date(Date.now() + 5_000) } });
  const { port } = new URL(world.server.url);
  await world.server.stopAccepting();
  await using proxy = await atPort(() =>
    Deno.serve(
      { port: Number(port), hostname: "127.0.0.1", onListen: () => {} },
      (request) => {
        const { pathname, search } = new URL(request.url);
        const headers = new Headers(request.headers);
        headers.set("authorization", `Bearer ${empty.server.token}`);
        return fetch(empty.server.url + pathname + search, { headers });
      },
    )
  );
  await assertRefuses(world, ["sync"], {
    exit: 2,
    code: "BINDING",
    says: /server at this address is not the one of before/,
    hint: /restored backup.* Point it back/,
  });
  await proxy.shutdown();
  await atPort(() => world.server.restart());
  await assertNothingLost(world, before);
});
