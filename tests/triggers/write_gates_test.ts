import assert from "node:assert/strict";
import { SyncError } from "@/domain/errors.ts";
import { createWriteGates } from "@/triggers/run_guard.ts";
import { until } from "@tests/support/until.ts";

const { signal } = new AbortController();

/** Gates over a clock that only the test moves, and looks that end when the test says. */
function gatesAt() {
  let nowMs = 0;
  const looks: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const refusals: SyncError[] = [];
  const look = () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    looks.push({ resolve, reject });
    return promise;
  };
  const gates = createWriteGates({
    checks: { taskwarrior: look, vikunja: look },
    checkLog: () => {},
    elapsed: () => nowMs,
    onRefusal: (error) => void refusals.push(error),
  });
  return {
    gates,
    looks,
    refusals,
    at: (ms: number) => void (nowMs = ms),
    async pass(times: number) {
      for (let time = 0; time < times; time++) await gates.check("vikunja", signal);
    },
  };
}

/** The next look was begun before the last one is too old. */
async function lookingEarly() {
  const world = gatesAt();
  world.gates.passed("vikunja");
  world.at(700);
  await world.pass(10);
  return world;
}

const binding = () => new SyncError("BINDING", "another server");
const away = () => new SyncError("SERVER_UNAVAILABLE", "no answer", { retryable: true });

Deno.test("check() looks again once the last look is older than a second, and keeps everybody waiting", async () => {
  const { gates, looks, at, pass } = gatesAt();
  gates.passed("vikunja");
  at(1_000);
  await pass(1);
  assert.equal(looks.length, 0);
  at(1_001);
  let passed = 0;
  const both = [pass(1), pass(1)].map((each) => each.then(() => passed++));
  await Promise.resolve();
  assert.deepEqual([looks.length, passed], [1, 0]);
  looks[0]?.resolve();
  await Promise.all(both);
});

Deno.test("check() goes by a look that took long for so long that what waited for it can be read again", async () => {
  const { looks, at, pass } = gatesAt();
  const first = pass(1);
  at(1_500);
  const second = pass(1);
  looks[0]?.resolve();
  await Promise.all([first, second]);
  assert.equal(looks.length, 1);
  at(6_000);
  await pass(1);
  assert.equal(looks.length, 1);
  at(6_001);
  const next = pass(1);
  assert.equal(looks.length, 2);
  at(60_000);
  looks[1]?.resolve();
  await next;
  at(70_000);
  await pass(1);
  assert.equal(looks.length, 2);
  at(70_001);
  const last = pass(1);
  assert.equal(looks.length, 3);
  looks[2]?.resolve();
  await last;
});

Deno.test("check() begins the next look before the last one is too old where many writes follow one another", async () => {
  const { gates, looks, at, pass } = gatesAt();
  gates.passed("vikunja");
  at(700);
  await pass(9);
  assert.equal(looks.length, 0);
  await pass(3);
  assert.equal(looks.length, 1);
  looks[0]?.resolve();
  await pass(1);
  at(1_600);
  await pass(1);
  assert.equal(looks.length, 1);
});

Deno.test("check() waits for a look that was begun early, not for another one", async () => {
  const { looks, at, pass } = await lookingEarly();
  at(1_100);
  let hasPassed = false;
  const waiting = pass(1).then(() => hasPassed = true);
  await Promise.resolve();
  assert.deepEqual([looks.length, hasPassed], [1, false]);
  looks[0]?.resolve();
  await waiting;
});

Deno.test("check() lets nothing more pass once a look that was begun early finds another server", async () => {
  const { looks, refusals, pass } = await lookingEarly();
  looks[0]?.reject(binding());
  await until("it is refused", () => refusals.length > 0);
  assert.deepEqual(refusals.map(({ code }) => code), ["BINDING"]);
  const refused = assert.rejects(pass(1), { code: "BINDING" });
  looks[1]?.reject(binding());
  await refused;
});

Deno.test("check() goes by the last look until it is too old where the next one could not be made", async () => {
  const { looks, refusals, at, pass } = await lookingEarly();
  looks[0]?.reject(away());
  await until("another look may begin", async () => {
    await pass(1);
    return looks.length === 2;
  });
  assert.deepEqual(refusals, []);
  at(1_001);
  const failed = assert.rejects(pass(1), { code: "SERVER_UNAVAILABLE" });
  looks[1]?.reject(away());
  await failed;
});
