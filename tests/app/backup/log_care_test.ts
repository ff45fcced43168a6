import assert from "node:assert/strict";
import { createLogCare } from "@/app/backup/log_care.ts";
import { SyncError } from "@/domain/errors.ts";
import type { LogCopies } from "@/ports/log_copies.ts";
import { backupWorld, signal } from "@tests/support/backup_world.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { logAt } from "@tests/support/temp_log.ts";

async function careWorld(changes: Partial<LogCopies> = {}) {
  const world = await backupWorld();
  for (let id = 2; id < 60; id++) await world.add(id);
  const { store, lockLog, log } = world.deps;
  const move = () => Promise.reject(new Error("nothing is moved"));
  const copies = { ...log, ...changes };
  const deps = { path: world.logPath, database: null, store, lockLog, log: copies, move };
  const all = () => {
    using opened = logAt(world.logPath);
    return opened.store.readAll(0, 1_000);
  };
  return { ...world, careDeps: deps, care: createLogCare(deps), all };
}

const names = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).toSorted();

Deno.test("verify() reads a log that somebody has open, and finds what was changed in it", async () => {
  using world = await careWorld();
  {
    using _open = logAt(world.logPath);
    const { problems, events, tasks } = await world.care.verify(signal);
    assert.deepEqual([problems, events, tasks], [[], 118, 59]);
  }
  const bytes = Deno.readFileSync(world.logPath);
  bytes[new TextDecoder("latin1").decode(bytes).lastIndexOf('task 7"')]! ^= 1;
  Deno.writeFileSync(world.logPath, bytes);
  const { problems, path } = await world.care.verify(signal);
  assert.equal(path, world.logPath);
  assert.match(problems.join(), /the event at position 13 is not as it was written/);
  Deno.writeTextFileSync(world.logPath, "x".repeat(10_000));
  assert.match((await world.care.verify(signal)).problems.join(), /not a database/);
  Deno.removeSync(world.logPath);
  assert.equal((await refusal(world.care.verify(signal))).code, "NOT_FOUND");
});

Deno.test("compact() puts a log in place that says the same, once, and leaves nothing else", async () => {
  using world = await careWorld();
  const before = world.all();
  const there = names(world.path);
  const { archived, bytesAfter, bytesBefore } = await world.care.compact("9000", signal);
  assert.equal(archived, 118);
  assert.ok(bytesAfter < bytesBefore, `${bytesAfter} of ${bytesBefore}`);
  assert.deepEqual(world.all(), before);
  assert.equal((await world.care.compact("9000", signal)).archived, 0);
  assert.deepEqual(names(world.path), there);
  assert.deepEqual((await world.care.verify(signal)).problems, []);
});

Deno.test("compact() leaves the log as it is where somebody has it, where it is stopped, and where the copy is not whole", async () => {
  using world = await careWorld({
    examine: () => ({ events: 0, tasks: 0, problems: ["a row is missing"] }),
  });
  const before = Deno.readFileSync(world.logPath);
  const locked = createLogCare({
    ...world.careDeps,
    lockLog: () => Promise.reject(new SyncError("LOCKED", "a daemon has it")),
  });
  assert.equal((await refusal(locked.compact("9000", signal))).code, "LOCKED");
  assert.equal((await refusal(world.care.compact("9000", signal))).code, "LOG_DAMAGED");
  const whole = createLogCare({ ...world.careDeps, log: world.deps.log });
  await assert.rejects(whole.compact("9000", AbortSignal.abort(new Error("stopped"))));
  assert.deepEqual(Deno.readFileSync(world.logPath), before);
  assert.deepEqual(names(world.path).filter((name) => name.includes("restoring")), []);
});

Deno.test("compact() and restore() leave the copy of a list in a database alone", async () => {
  using world = await careWorld();
  const care = createLogCare({ ...world.careDeps, database: "postgres://u@h/d" });
  const error = await refusal(care.compact("2026-01-01T00:00:00.000Z", signal));
  assert.equal(error.code, "CONFIG");
  assert.match(error.message, /in the database at postgres:\/\/u@h\/d/);
});
