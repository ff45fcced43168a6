import assert from "node:assert/strict";
import { createLeaseClock, systemTime } from "@/adapters/system/lease_clock.ts";
import { isExpired } from "@/domain/claim.ts";

class Machine {
  wall = Date.parse("2026-11-21T08:00:00Z");
  elapsed = 1_000;
  uptime = 50_000;
  reads = 0;
  readonly sources = {
    wallMs: () => this.wall,
    elapsedMs: () => this.elapsed,
    readBoot: () => {
      this.reads++;
      return { boot: "b", uptimeMs: this.uptime };
    },
  };

  pass(ms: number): void {
    this.wall += ms;
    this.elapsed += ms;
    this.uptime += ms;
  }

  suspend(ms: number): void {
    this.wall += ms;
    this.uptime += ms;
  }
}

Deno.test("the clock of leases does not jump when somebody sets the wall (trap T29)", () => {
  const machine = new Machine();
  const clock = createLeaseClock(machine.sources);
  const before = clock();
  for (const step of [3_600_000, -7_200_000, 3_600_000]) {
    machine.wall += step;
    assert.equal(clock().uptimeMs, before.uptimeMs);
  }
  machine.pass(500);
  assert.equal(clock().uptimeMs, before.uptimeMs + 500);
});

Deno.test("the clock of leases counts the sleep of the machine", () => {
  const machine = new Machine();
  const clock = createLeaseClock(machine.sources);
  const before = clock();
  machine.suspend(60_000);
  assert.equal(clock().uptimeMs, before.uptimeMs + 60_000);
});

Deno.test("the kernel is asked once as long as nothing jumps", () => {
  const machine = new Machine();
  const clock = createLeaseClock(machine.sources);
  for (let i = 0; i < 100; i++) {
    machine.pass(1_000);
    clock();
  }
  assert.equal(machine.reads, 1);
});

Deno.test("what was kept waiting between the kernel's answer and the other clocks is asked again", () => {
  const machine = new Machine();
  const waits = [80, 300, 0];
  const clock = createLeaseClock({
    ...machine.sources,
    readBoot() {
      const read = machine.sources.readBoot();
      machine.pass(waits[machine.reads - 1] ?? 0);
      return read;
    },
  });
  assert.equal(clock().uptimeMs, machine.uptime);
  assert.equal(machine.reads, 3);
});

Deno.test("without a kernel to ask there is the wall", () => {
  const machine = new Machine();
  const clock = createLeaseClock({ ...machine.sources, readBoot: () => null });
  assert.equal(clock().boot, null);
  const term = { until: new Date(machine.wall).toISOString(), boot: null, untilUptimeMs: 0 };
  assert.equal(isExpired(term, clock()), false);
  machine.pass(1);
  assert.equal(isExpired(term, clock()), true);
});

Deno.test({
  name: "the kernel's clock is there on Linux, and the same in two clocks",
  ignore: Deno.build.os !== "linux",
  fn() {
    const [a, b] = [createLeaseClock()(), createLeaseClock(systemTime)()];
    assert.match(a.boot ?? "", /^[0-9a-f-]{36}$/);
    assert.equal(a.boot, b.boot);
    assert.ok(b.uptimeMs >= a.uptimeMs - 20);
  },
});
