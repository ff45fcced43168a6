import assert from "node:assert/strict";
import { isOwnHost } from "@/adapters/http/own_host.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { servedRoutes } from "@tests/support/served_routes.ts";

Deno.test("S13: isOwnHost() takes addresses, localhost and the machine's own name", () => {
  const own = [
    "127.0.0.1:8765",
    "192.168.1.7",
    "[::1]:8765",
    "[fe80::1]",
    "localhost",
    "LOCALHOST:1",
  ];
  const named = ["desk.lan:8765", "desk", "desk.lan.local", "desk.lan.", "daemon", ""];
  for (const host of [...own, ...named]) assert.ok(isOwnHost(host, "desk.lan"), host);
  const others = [
    "evil.example",
    "localhost.evil.example",
    "desk.lan.evil.example",
    "127.0.0.1.evil",
  ];
  const odd = [
    "desk.lan:99999999",
    "a b",
    "127.0.0.1@evil",
    "[::1].evil",
    "1.2.3.4.5",
    "evil:80:80",
  ];
  for (const host of [...others, ...odd]) assert.ok(!isOwnHost(host, "desk.lan"), host);
});

Deno.test("S13: health and metrics are refused to a page that has pointed its name here", () => {
  const routes = servedRoutes(operationsOf({})).filter(({ isPublic }) => isPublic);
  assert.deepEqual(routes.map(({ path }) => path), ["/healthz", "/metrics"]);
  for (const { admit } of routes) {
    const answer = admit?.({ host: "evil.example:8765" });
    assert.equal(answer?.kind === "text" && answer.status, 421);
    assert.equal(admit?.({ host: "127.0.0.1:8765" }), null);
  }
});
