import assert from "node:assert/strict";
import { resolve } from "node:path";
import { timersFor, waitFor } from "@/adapters/system/stop_signals.ts";

const root = resolve(import.meta.dirname ?? ".", "../../..");

/** Says when it listens, when it is stopped, and then never ends by itself. */
const program = `
import { stopSignal } from "@/adapters/system/stop_signals.ts";
const { signal } = stopSignal();
signal.addEventListener("abort", () => console.log(signal.reason.code));
console.log("listening");
setInterval(() => {}, 1000);
`;

async function start() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", `--config=${root}/deno.json`, program],
    cwd: root,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => (await lines.read()).value?.trim();
  assert.equal(await next(), "listening");
  return { child, next, end: () => lines.cancel() };
}

Deno.test("stopSignal() aborts at the first Ctrl-C and ends the process at the second", async () => {
  const { child, next, end } = await start();
  child.kill("SIGINT");
  assert.equal(await next(), "ABORTED");
  child.kill("SIGINT");
  assert.equal((await child.status).code, 130);
  await end();
});

Deno.test("stopSignal() aborts at SIGTERM", async () => {
  const { child, next, end } = await start();
  child.kill("SIGTERM");
  assert.equal(await next(), "ABORTED");
  child.kill("SIGKILL");
  await child.status;
  await end();
});

Deno.test("waitFor() ends when the time is over, or without an error when the signal comes", async () => {
  await waitFor(0, new AbortController().signal);
  await waitFor(3_600_000, AbortSignal.abort());
  const stop = new AbortController();
  const waiting = waitFor(3_600_000, stop.signal);
  stop.abort();
  await waiting;
});

Deno.test("R8: timersFor() takes no timer that would fire at once, and as long as was asked for", () => {
  const most = 2 ** 31 - 1;
  for (const ms of [1, most, most + 1, 30 * 86_400_000, 3_653 * 86_400_000]) {
    const timers = timersFor(ms);
    assert.equal(timers.reduce((sum, each) => sum + each, 0), ms);
    assert.ok(timers.every((each) => each > 0 && each <= most), timers.join(" "));
  }
  for (const ms of [0, -1]) assert.deepEqual(timersFor(ms), []);
});
