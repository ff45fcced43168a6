import assert from "node:assert/strict";
import { createRepair } from "@/app/repair.ts";
import { SyncError } from "@/domain/errors.ts";
import type { DamagedLog } from "@/ports/damaged_log.ts";
import type { Log } from "@/ports/log.ts";
import { lookAtLog } from "@tests/simulation/process.ts";
import { type RunWorld, runWorld, signal } from "@tests/support/run_world.ts";

type RepairDeps = Parameters<typeof createRepair>[0];

const nothingSaved: DamagedLog = {
  path: "/state/log.db",
  survey: () => ({ events: 0, streams: 0 }),
  salvage: () => assert.fail("there is nothing to save"),
};

function repairOf(world: RunWorld, changes: Partial<RepairDeps> = {}) {
  const own = () => lookAtLog(world.machine.folder, world.time.runtime.now);
  const repair = createRepair({
    jobs: 4,
    ownLog: () => Promise.resolve(owned(own())),
    damaged: nothingSaved,
    openRun: world.openRun,
    ...changes,
  });
  return (dryRun: boolean) => world.result(repair({ dryRun }, signal));
}

function owned(log: Pick<Log, "integrity" | "rebuild" | "reader">) {
  return { log, [Symbol.asyncDispose]: () => Promise.resolve() };
}

const damage = new SyncError("LOG_DAMAGED", "Cannot read the log");

Deno.test("repair carries over what was missed, and finds nothing the second time", async () => {
  const world = runWorld();
  world.task("Milk");
  await world.sync();
  world.task("Bread");
  const repair = repairOf(world);
  assert.deepEqual(await repair(true), {
    findings: ['would create "Bread" in vikunja'],
    repaired: 0,
  });
  assert.equal(world.machine.vikunja.tasks().length, 1);
  assert.deepEqual(await repair(false), { findings: [], repaired: 1 });
  assert.equal(world.machine.vikunja.tasks().length, 2);
  assert.deepEqual(await repair(false), { findings: [], repaired: 0 });
});

Deno.test("repair says that there is no log yet", async () => {
  const repair = repairOf(runWorld(), { ownLog: () => Promise.resolve(null) });
  assert.deepEqual(await repair(false), { findings: ["there is no log yet"], repaired: 0 });
});

Deno.test("repair rebuilds what the log is not folded right in, and counts it", async () => {
  const world = runWorld();
  await world.sync();
  let problems: readonly string[] = ["tasks: row 1 is off", "links: row 2 is off"];
  const own = lookAtLog(world.machine.folder, world.time.runtime.now);
  const log = { ...own, integrity: () => problems, rebuild: () => void (problems = []) };
  const repair = repairOf(world, { ownLog: () => Promise.resolve(owned(log)) });
  assert.deepEqual((await repair(true)).findings.slice(0, 2), problems);
  assert.equal(problems.length, 2);
  assert.equal((await repair(false)).repaired, 2);
});

Deno.test("repair names the messages that were given up on", async () => {
  const world = runWorld();
  const own = lookAtLog(world.machine.folder, world.time.runtime.now);
  const letter = { streamId: "a", reason: "it cannot be", code: "INTERNAL", title: "Milk" };
  const letters = [{ ...letter, position: 1, message: "{}", at: "2026-03-01T09:00:00Z" }];
  const log = { ...own, reader: { ...own.reader, deadLetterList: () => letters } };
  const { findings } = await repairOf(world, { ownLog: () => Promise.resolve(owned(log)) })(true);
  assert.deepEqual(findings, ["task a: a message was given up on: it cannot be"]);
});

Deno.test("repair saves what it can of a damaged log, leaves that as it is, and says the way on", async () => {
  const saved = { path: "/state/log.db.salvaged-1", events: 40, streams: 7, leftOver: null };
  const damaged: DamagedLog = { ...nothingSaved, survey: () => saved, salvage: () => saved };
  const ownLog = () => Promise.reject(damage);
  await assert.rejects(repairOf(runWorld(), { ownLog, damaged })(false), {
    code: "LOG_DAMAGED",
    hint:
      /^40 events of 7 tasks were saved to \/state\/log\.db\.salvaged-1; .* run `sync --full`\.$/,
    details: saved,
  });
  const leftOver = { path: "/state/left", events: 3 };
  const partly = { ...damaged, salvage: () => ({ ...saved, leftOver }) };
  await assert.rejects(repairOf(runWorld(), { ownLog, damaged: partly })(false), {
    hint: /In \/state\/left is what could be read.*\(events: 3\)/,
  });
});

Deno.test("repair says where nothing of a damaged log can be read, and only looks with --dry-run", async () => {
  const ownLog = () => Promise.reject(damage);
  await assert.rejects(repairOf(runWorld(), { ownLog })(false), {
    code: "LOG_DAMAGED",
    hint: /^Nothing in it can be read; it was left as it is\. Move \/state\/log\.db aside/,
  });
  await assert.rejects(repairOf(runWorld(), { ownLog })(true), damage);
});

Deno.test("repair changes nothing where another process has the log", async () => {
  const locked = new SyncError("LOCKED", "Cannot take the log", { retryable: true });
  const repair = repairOf(runWorld(), {
    ownLog: () => Promise.reject(locked),
    openRun: () => assert.fail("nothing is synced"),
  });
  await assert.rejects(repair(false), locked);
});
