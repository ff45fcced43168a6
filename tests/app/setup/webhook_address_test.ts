import assert from "node:assert/strict";
import { isNonRoutable, webhookAddress } from "@/app/setup/webhook_address.ts";

const running = { listen: "http://127.0.0.1:8765", isRunning: true };

Deno.test("webhookAddress() is where the daemon listens", () => {
  assert.equal(webhookAddress(null, running), "http://127.0.0.1:8765/webhook");
});

Deno.test("webhookAddress() is what was given, with the receiver's path where it has none", () => {
  assert.equal(webhookAddress("https://me.example", running), "https://me.example/webhook");
  assert.equal(webhookAddress("https://me.example/vs", running), "https://me.example/vs");
});

Deno.test("webhookAddress() refuses what nothing can be sent to", () => {
  const anywhere = { listen: "http://0.0.0.0:8765", isRunning: true };
  assert.throws(() => webhookAddress(null, anywhere), { code: "CONFIG" });
  assert.throws(() => webhookAddress(null, { listen: null, isRunning: true }), { code: "CONFIG" });
  assert.throws(() => webhookAddress(null, { listen: null, isRunning: false }), { code: "CONFIG" });
  assert.throws(() => webhookAddress("ftp://me.example", running), { code: "USAGE" });
});

Deno.test("T7 isNonRoutable() knows the addresses that Vikunja does not call by default", () => {
  for (
    const host of ["127.0.0.1", "localhost", "[::1]", "10.0.0.5", "172.16.0.1", "172.31.9.9"]
      .concat(["192.168.1.2", "169.254.1.1", "100.64.0.1", "[fd00::1]", "[fe80::1]", "0.0.0.0"])
  ) assert.equal(isNonRoutable(`http://${host}:8765/webhook`), true, host);
  for (const host of ["me.example", "172.32.0.1", "8.8.8.8", "[2001:db8::1]", "100.128.0.1"]) {
    assert.equal(isNonRoutable(`http://${host}/webhook`), false, host);
  }
});
