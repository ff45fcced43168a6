import assert from "node:assert/strict";
import { openMemoryJournal } from "@/adapters/memory/delivery_journal.ts";
import { copyDisk, createMemoryDisk } from "@/adapters/memory/disk.ts";
import { createMemoryEngineMarks } from "@/adapters/memory/engine_marks.ts";
import { createMemoryFailureNote } from "@/adapters/memory/failure_note.ts";
import { createMemoryNoticeSets } from "@/adapters/memory/notice_sets.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { createMemoryMarks, isLookedAt } from "@/adapters/memory/process_marks.ts";
import { createMemorySpool, watchMemorySpool } from "@/adapters/memory/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { EngineMark } from "@/ports/engine_mark.ts";
import { deliveryJournalContract } from "@tests/support/delivery_journal_contract.ts";
import { engineMarksContract } from "@tests/support/engine_marks_contract.ts";
import { failureNoteContract } from "@tests/support/failure_note_contract.ts";
import { noticeSetsContract } from "@tests/support/notice_sets_contract.ts";
import { processMarksContract } from "@tests/support/process_marks_contract.ts";
import { spoolContract } from "@tests/support/spool_contract.ts";

const nothing = { [Symbol.dispose]() {} };
const now = () => new Date("2026-11-20T10:00:00Z");

spoolContract("createMemorySpool()", () => {
  const disk = createMemoryDisk();
  return { ...nothing, open: () => createMemorySpool(startProcess(disk), { now }) };
});

deliveryJournalContract("openMemoryJournal()", () => {
  const disk = createMemoryDisk();
  return { ...nothing, open: () => openMemoryJournal(startProcess(disk)) };
});

processMarksContract("createMemoryMarks()", () => {
  const disk = createMemoryDisk();
  return {
    ...nothing,
    open: () => createMemoryMarks(startProcess(disk)),
    isMarked: (who) => disk.marks.has(who),
  };
});

failureNoteContract("createMemoryFailureNote()", () => {
  const disk = createMemoryDisk();
  return { ...nothing, open: (runtime) => createMemoryFailureNote(startProcess(disk), runtime) };
});

engineMarksContract("createMemoryEngineMarks()", () => {
  const disk = createMemoryDisk();
  const folders = new Map<string, EngineMark>();
  const hasLog = (stateDir: string) => stateDir === "/state";
  return {
    ...nothing,
    folders: ["/one", "/other"],
    stateDirs: { logged: "/state", empty: "/empty" },
    open: (here) => createMemoryEngineMarks(startProcess(disk), { folders, here, hasLog }),
  };
});

noticeSetsContract("createMemoryNoticeSets()", () => {
  const disk = createMemoryDisk();
  return { ...nothing, open: () => createMemoryNoticeSets(startProcess(disk), systemRuntime) };
});

Deno.test("isLookedAt() is over when the process is, though its mark is still there", () => {
  const disk = createMemoryDisk();
  const process = startProcess(disk);
  createMemoryMarks(process).mark("daemon");
  assert.equal(isLookedAt(disk), true);
  process.end();
  assert.equal(isLookedAt(disk), false);
});

Deno.test("append() to a journal whose process ends within it leaves a line that is cut off", () => {
  const disk = createMemoryDisk();
  const process = startProcess(disk, { faultOf: () => "ends within", onEnd: () => {} });
  openMemoryJournal(process).append('{"ids":[4]}');
  assert.deepEqual(openMemoryJournal(startProcess(disk)).left, ['{"ids']);
});

Deno.test("append() to a journal is refused when the disk is full, to be tried again", async () => {
  const process = startProcess(createMemoryDisk(), { faultOf: () => "full", onEnd: () => {} });
  const appending = openMemoryJournal(process).append("a");
  await assert.rejects(appending, { code: "DISK_FULL", retryable: true });
});

Deno.test("watchMemorySpool() tells of a wake-up a while after it was left, as long as anybody listens", () => {
  const disk = createMemoryDisk();
  const due: (() => void)[] = [];
  const runtime = {
    after(_: number, call: () => void) {
      due.push(call);
      return nothing;
    },
  };
  const process = startProcess(disk);
  const spool = createMemorySpool(startProcess(disk), { now });
  let told = 0;
  const watch = watchMemorySpool(process, { runtime, afterMs: () => 5 }, () => told++);
  const pass = () => due.splice(0).forEach((call) => call());
  spool.leave();
  assert.equal(told, 0);
  pass();
  assert.equal(told, 1);
  spool.leave();
  watch[Symbol.dispose]();
  pass();
  assert.equal(told, 1);
});

Deno.test("copyDisk() takes along all that is in the state folder, but no process", async () => {
  const disk = createMemoryDisk();
  const process = startProcess(disk);
  createMemorySpool(process, { now }).leave();
  await openMemoryJournal(process).append("a");
  createMemoryMarks(process).mark("daemon");
  createMemoryNoticeSets(process, systemRuntime).setMark("s", "log", 7);
  const copy = copyDisk(disk);
  const other = startProcess(copy);
  createMemorySpool(process, { now }).drain();
  createMemoryNoticeSets(process, systemRuntime).setMark("s", "log", 8);
  assert.deepEqual(createMemorySpool(other, { now }).drain(), ["-"]);
  assert.deepEqual(openMemoryJournal(other).left, ["a"]);
  assert.equal(createMemoryNoticeSets(other, systemRuntime).mark("s", "log"), 7);
  assert.equal(isLookedAt(copy), false);
});
