import assert from "node:assert/strict";
import type { Runtime } from "@/ports/runtime.ts";

interface RuntimeSubject {
  readonly runtime: Runtime;
  /** Lets at least so much time pass. */
  pass(ms: number): Promise<void>;
}

/** What clock, timers and chance promise, real or simulated. */
export function runtimeContract(name: string, make: () => RuntimeSubject): void {
  const test = (what: string, body: (subject: RuntimeSubject) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, () => body(make()));

  test("after() calls once, not before its time and never at once", async ({ runtime, pass }) => {
    const calls: number[] = [];
    const from = runtime.elapsed();
    for (const ms of [0, -1, 1, 5]) {
      runtime.after(ms, () => {
        assert.ok(runtime.elapsed() - from >= ms, `${ms}`);
        calls.push(ms);
      });
    }
    assert.deepEqual(calls, []);
    await pass(20);
    assert.deepEqual(calls.toSorted(), [-1, 0, 1, 5]);
    assert.deepEqual(calls.filter((ms) => ms > 0), [1, 5]);
    await pass(20);
    assert.equal(calls.length, 4);
  });

  test("after() does not leave out parts of a millisecond", async ({ runtime, pass }) => {
    const early: number[] = [];
    for (let ms = 1; ms < 100; ms += 0.03) {
      const from = runtime.elapsed();
      runtime.after(ms, () => {
        if (runtime.elapsed() - from < ms) early.push(ms);
      });
    }
    await pass(110);
    assert.deepEqual(early, []);
  });

  test("after() calls those of one time in the order they were asked for", async ({ runtime, pass }) => {
    const calls: string[] = [];
    for (const call of ["a", "b", "c"]) runtime.after(0, () => calls.push(call));
    await pass(5);
    assert.deepEqual(calls, ["a", "b", "c"]);
  });

  test("after() does not call once it is disposed of, also by a call of the same time", async ({ runtime, pass }) => {
    const calls: string[] = [];
    const never = [0, 3].map((ms) => runtime.after(ms, () => calls.push("never")));
    for (const timer of never) timer[Symbol.dispose]();
    const first = runtime.after(0, () => {
      calls.push("first");
      second[Symbol.dispose]();
    });
    const second = runtime.after(0, () => calls.push("second"));
    await pass(10);
    assert.deepEqual(calls, ["first"]);
    first[Symbol.dispose]();
  });

  test("after() takes more time than a timer of the system can", async ({ runtime, pass }) => {
    let called = false;
    const timer = runtime.after(2 ** 40, () => called = true);
    await pass(5);
    assert.equal(called, false);
    timer[Symbol.dispose]();
  });

  test("now() and elapsed() go on", async ({ runtime, pass }) => {
    const [at, from] = [runtime.now().getTime(), runtime.elapsed()];
    await pass(10);
    assert.ok(runtime.elapsed() - from >= 9);
    assert.ok(runtime.now().getTime() - at >= 9);
    const given = runtime.now();
    given.setFullYear(1999);
    assert.notEqual(runtime.now().getFullYear(), 1999, "each has one of his own");
  });

  test("random() is from 0 to below 1, and uuid() never the same", ({ runtime }) => {
    const numbers = Array.from({ length: 100 }, () => runtime.random());
    assert.ok(numbers.every((number) => number >= 0 && number < 1));
    assert.ok(new Set(numbers).size > 50);
    const ids = Array.from({ length: 100 }, () => runtime.uuid());
    assert.equal(new Set(ids).size, 100);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    return Promise.resolve();
  });
}
