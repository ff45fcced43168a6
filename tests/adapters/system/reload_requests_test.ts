import assert from "node:assert/strict";
import { reloadRequests } from "@/adapters/system/stop_signals.ts";
import { until } from "@tests/support/until.ts";

/** Listening for signals keeps no process alive; the daemon's servers do. */
function alive(): Disposable {
  const timer = setInterval(() => {}, 1_000);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

const hangUp = () => Deno.kill(Deno.pid, "SIGHUP");

Deno.test("next() resolves at a SIGHUP that comes while it waits", async () => {
  using _alive = alive();
  using requests = reloadRequests();
  const next = requests.next();
  hangUp();
  await next;
});

Deno.test("next() resolves once for those that came while nobody waited; they end nothing", async () => {
  using _alive = alive();
  using requests = reloadRequests();
  const heard = Promise.withResolvers<void>();
  let count = 0;
  const listener = () => ++count === 2 ? heard.resolve() : undefined;
  Deno.addSignalListener("SIGHUP", listener);
  try {
    hangUp();
    await until("the first", () => count === 1);
    hangUp();
    await heard.promise;
  } finally {
    Deno.removeSignalListener("SIGHUP", listener);
  }
  await requests.next();
  let isResolved = false;
  const again = requests.next().then(() => isResolved = true);
  await Promise.resolve();
  assert.equal(isResolved, false);
  hangUp();
  await again;
});
