import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type ClaimDecision,
  type ClaimState,
  decideClaim,
  decideReap,
  decideRelease,
  decideRenewal,
  evolveClaim,
  holderAt,
  type Lease,
  unclaimed,
} from "@/domain/claim.ts";
import { hourMs, LeaseTime } from "@tests/support/lease_time.ts";

const ada = { agent: "ada", forMs: 60_000 };

function granted(decision: ClaimDecision): Lease {
  return decision.kind === "granted" ? decision.lease : assert.fail("refused");
}

function claimed(time: LeaseTime, state: ClaimState = unclaimed, request = ada): ClaimState {
  const decision = decideClaim(state, request, time.now());
  return decision.kind === "granted" ? evolveClaim(state, decision.event) : assert.fail("refused");
}

Deno.test("decideClaim() refuses everybody else, and names the holder", () => {
  const time = new LeaseTime();
  const state = claimed(time);
  const decision = decideClaim(state, { agent: "bob", forMs: 1 }, time.now());
  assert.deepEqual(decision, { kind: "refused", holder: state.lease });
  assert.equal(state.lease?.until, "2026-11-21T08:01:00.000Z");
});

Deno.test("a task is held at its last instant and free after it, and at no instant neither (trap T30)", () => {
  const time = new LeaseTime();
  const state = claimed(time);
  time.pass(60_000);
  assert.equal(holderAt(state, time.now())?.agent, "ada");
  assert.equal(decideReap(state, time.now()), null);
  assert.equal(decideClaim(state, ada, time.now()).kind, "refused");
  time.pass(1);
  assert.equal(holderAt(state, time.now()), null);
  assert.notEqual(decideReap(state, time.now()), null);
  assert.equal(decideClaim(state, ada, time.now()).kind, "granted");
});

Deno.test("the same name, a new attempt: the old token neither renews nor releases (trap T28)", () => {
  const time = new LeaseTime();
  const first = claimed(time);
  time.pass(60_001);
  const second = claimed(time, first);
  assert.equal(second.lease?.token, 2);
  const renewal = decideRenewal(second, { token: 1, forMs: hourMs }, time.now());
  assert.deepEqual(renewal, { kind: "refused", holder: second.lease });
  assert.deepEqual(decideRelease(second, 1), { isStale: true, event: null });
});

Deno.test("one that is over and that nobody replaced is renewed, reaped or not (trap T29)", () => {
  const time = new LeaseTime();
  const state = claimed(time);
  time.pass(hourMs);
  const reap = decideReap(state, time.now()) ?? assert.fail("not over");
  for (const late of [state, evolveClaim(state, reap)]) {
    const lease = granted(decideRenewal(late, { token: 1, forMs: 60_000 }, time.now()));
    assert.deepEqual([lease.agent, lease.token, lease.until], [
      "ada",
      1,
      "2026-11-21T09:01:00.000Z",
    ]);
  }
});

Deno.test("one that was given back is not renewed", () => {
  const time = new LeaseTime();
  const state = claimed(time);
  const { event } = decideRelease(state, 1);
  const free = evolveClaim(state, event ?? assert.fail("stale"));
  assert.equal(decideRenewal(free, { token: 1, forMs: 1 }, time.now()).kind, "refused");
  assert.deepEqual(decideRelease(free, 1), { isStale: false, event: null }, "twice is as once");
});

Deno.test("a step of the wall by an hour neither frees nor prolongs (trap T29)", () => {
  for (const step of [hourMs, -hourMs]) {
    const time = new LeaseTime();
    const state = claimed(time);
    time.setWall(step);
    time.pass(60_000);
    assert.equal(holderAt(state, time.now())?.agent, "ada", `${step}, before the end`);
    time.pass(1);
    assert.equal(holderAt(state, time.now()), null, `${step}, after the end`);
  }
});

Deno.test("after a restart of the machine the clock on the wall counts", () => {
  const time = new LeaseTime();
  const state = claimed(time);
  time.pass(30_000);
  time.restart("boot-2");
  assert.equal(holderAt(state, time.now())?.agent, "ada");
  time.pass(30_001);
  assert.equal(holderAt(state, time.now()), null);
});

Deno.test("whatever happens, tokens only grow and one agent at most holds a task", () => {
  const step = fc.record({
    kind: fc.constantFrom("claim", "renew", "release", "reap", "pass", "wall"),
    token: fc.nat({ max: 6 }),
    ms: fc.nat({ max: 100_000 }),
  }, { noNullPrototype: true });
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const time = new LeaseTime();
    let state = unclaimed;
    for (const { kind, token, ms } of steps) {
      const before = holderAt(state, time.now());
      const last = state.lastToken;
      if (kind === "pass") time.pass(ms);
      else if (kind === "wall") time.setWall(ms * 100 - 5_000_000);
      else state = apply(state, kind, { token, ms }, time);
      assert.ok(state.lastToken >= last);
      const after = holderAt(state, time.now());
      const isNew = after !== null && before !== null && after.token !== before.token;
      assert.ok(!isNew, "a lease was replaced while it held");
      if (before !== null && kind === "wall") assert.equal(after?.token, before.token);
    }
  }));
});

function apply(
  state: ClaimState,
  kind: string,
  { token, ms }: { readonly token: number; readonly ms: number },
  time: LeaseTime,
): ClaimState {
  const now = time.now();
  const request = { agent: "a", forMs: ms + 1 };
  if (kind === "release") {
    const { event } = decideRelease(state, token);
    return event === null ? state : evolveClaim(state, event);
  }
  if (kind === "reap") {
    const event = decideReap(state, now);
    return event === null ? state : evolveClaim(state, event);
  }
  const decision = kind === "claim"
    ? decideClaim(state, request, now)
    : decideRenewal(state, { token, forMs: ms + 1 }, now);
  return decision.kind === "granted" ? evolveClaim(state, decision.event) : state;
}
