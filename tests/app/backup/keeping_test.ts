import assert from "node:assert/strict";
import fc from "fast-check";
import { keptBecause } from "@/app/backup/keeping.ts";

const at = (madeAt: string) => ({ path: madeAt, madeAt });
const noon = (day: string) => at(`2026-11-${day}T12:00:00Z`);

Deno.test("keptBecause() keeps the newest of each of the last days and weeks that have one", () => {
  const backups = [
    noon("01"),
    at("2026-11-16T00:00:00Z"),
    noon("22"),
    at("2026-11-24T08:00:00Z"),
    noon("24"),
    noon("26"),
  ];
  assert.deepEqual([...keptBecause(backups, { daily: 2, weekly: 3 })], [
    ["2026-11-26T12:00:00Z", ["newest", "daily", "weekly"]],
    ["2026-11-24T12:00:00Z", ["daily"]],
    // A Sunday: the last day of the week that 16 November began.
    ["2026-11-22T12:00:00Z", ["weekly"]],
    ["2026-11-01T12:00:00Z", ["weekly"]],
  ]);
});

Deno.test("keptBecause() always keeps the newest, and never more than the rules ask for", () => {
  const instants = fc.array(fc.date({
    min: new Date("2026-01-01"),
    max: new Date("2026-12-31"),
    noInvalidDate: true,
  }));
  const count = fc.nat(9);
  fc.assert(fc.property(instants, count, count, (dates, daily, weekly) => {
    const backups = dates.map((date, index) => ({
      path: String(index),
      madeAt: date.toISOString(),
    }));
    const kept = keptBecause(backups, { daily, weekly });
    const newest = backups.map(({ madeAt }) => madeAt).toSorted().at(-1);
    const isKept = backups.some(({ path, madeAt }) => madeAt === newest && kept.has(path));
    assert.ok(backups.length === 0 || isKept);
    assert.ok(kept.size <= 1 + daily + weekly);
  }));
});
