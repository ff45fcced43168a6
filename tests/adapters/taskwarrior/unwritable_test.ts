import assert from "node:assert/strict";
import { join } from "node:path";
import { SyncError } from "@/domain/errors.ts";
import type { Write, Written } from "@/ports/replica.ts";
import { unwritableBecause } from "@/adapters/taskwarrior/program/unwritable.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { order, plainTask } from "@tests/support/replica_hands.ts";
import { canMount, remount, smallDisk } from "@tests/support/small_disk.ts";
import { countedProgram } from "@tests/adapters/taskwarrior/counted_program.ts";
import {
  createTaskwarrior,
  type Taskwarrior,
  taskwarriorLines,
} from "@tests/support/taskwarrior.ts";

function run(stderr: string) {
  return { code: 2, killedBy: null, stdout: new Uint8Array(), stderr };
}

Deno.test("unwritableBecause() knows what Taskwarrior says of a disk, and takes no task's fault for it", () => {
  for (
    const said of [
      "access error 30: Read-only file system",
      "fputs error 28: No space left on device",
      "open error 13: Permission denied",
      "open error 1: Operation not permitted",
      "fputs error 5: Input/output error",
      "fputs error 122: Disk quota exceeded",
      "Insufficient permissions for '/home/anna/.task/pending.data'.",
      "Create task query: attempt to write a readonly database: Error code 8: attempt to write a readonly database",
      "Committing transaction: database or disk is full: Error code 13: database or disk is full",
      "unable to open database file: /home/anna/.task/taskchampion.sqlite3: Error code 14",
    ]
  ) assert.equal(unwritableBecause(run(`${said}\n`)), said);
  for (
    const said of [
      "database is locked",
      "open error 2: No such file or directory",
      "The date 'tomorow' is not valid.",
      "Hook Error: cannot read my list: Permission denied",
    ]
  ) assert.equal(unwritableBecause(run(said)), null, said);
});

function newTasks(): readonly Write[] {
  return Array.from({ length: 4 }, (_, at) => {
    const task = { ...plainTask, title: `task ${at} ${"x".repeat(3_000)}` };
    return order(crypto.randomUUID(), { kind: "create", task, comments: [], extra: null });
  });
}

/** Writes where that fails for now, and again once `mend` is done. */
async function assertWaits(tw: Taskwarrior, why: RegExp, mend: () => Promise<void>): Promise<void> {
  const counted = countedProgram(tw);
  const replica = replicaOf({ ...tw, program: counted.program });
  const writes = newTasks();
  const errors = await errorsOf(replica.write(writes, signal));
  assert.ok(errors.length > 0);
  for (const error of errors) {
    assert.ok(error instanceof SyncError, String(error));
    assert.deepEqual([error.code, error.retryable], ["TASK_FAILED", true], error.message);
    assert.match(error.message, /data folder cannot be (written|used)/);
    assert.match(error.message, why);
    assert.match(error.hint ?? "", /TASKDATA or data\.location/);
  }
  const imports = counted.takeStarts().filter((last) => last === "-");
  assert.ok(imports.length <= 1, "the batch is not halved");
  await mend();
  const again = await replica.write(writes, signal);
  assert.deepEqual(again.map(({ kind }) => kind), writes.map(() => "written"));
  assert.equal((await tw.export()).length, 1 + writes.length);
}

async function errorsOf(writing: Promise<readonly Written[]>): Promise<readonly unknown[]> {
  try {
    return (await writing).flatMap((outcome) => outcome.kind === "failed" ? [outcome.error] : []);
  } catch (error) {
    return [error];
  }
}

/** Recorded: on a full disk 2.6 itself cuts the file short within a line. */
async function dropHalfLine(path: string): Promise<void> {
  const text = await Deno.readTextFile(path);
  await Deno.writeTextFile(path, text.slice(0, text.lastIndexOf("\n") + 1));
}

for (const line of taskwarriorLines) {
  Deno.test({
    name: `write() waits for a data folder that is read-only (Taskwarrior ${line})`,
    ignore: !canMount,
    async fn() {
      await using tw = await createTaskwarrior(line);
      await using _disk = await smallDisk(tw.taskdata, "1m");
      await tw.run(["add", "Dig"]);
      await remount(tw.taskdata, "ro");
      await assertWaits(
        tw,
        /Read-only file system|unable to open database file/,
        () => remount(tw.taskdata, "rw"),
      );
    },
  });

  Deno.test({
    name: `write() waits for room on a full disk (Taskwarrior ${line})`,
    ignore: !canMount,
    async fn() {
      await using tw = await createTaskwarrior(line);
      await using _disk = await smallDisk(tw.taskdata, "1m");
      await tw.run(["add", "Dig"]);
      const filler = join(tw.taskdata, "filler");
      assert.throws(() => Deno.writeFileSync(filler, new Uint8Array(2_000_000)));
      await assertWaits(tw, /No space left on device|disk is full|disk I\/O error/, async () => {
        await Deno.remove(filler);
        if (line === "2.6") await dropHalfLine(join(tw.taskdata, "pending.data"));
      });
    },
  });
}

Deno.test({
  name: "changes() names the database of Taskwarrior 3 on a disk that is read-only, and waits",
  ignore: !canMount,
  async fn() {
    await using tw = await createTaskwarrior("3");
    await using _disk = await smallDisk(tw.taskdata, "1m");
    await tw.run(["add", "Dig"]);
    const replica = replicaOf(tw);
    const request = { cursor: null, full: false, knownCount: 0 };
    await replica.changes(request, signal);
    for (const end of ["-wal", "-shm"]) {
      await Deno.remove(join(tw.taskdata, `taskchampion.sqlite3${end}`));
    }
    await remount(tw.taskdata, "ro");
    await assert.rejects(replica.changes(request, signal), {
      name: "SyncError",
      code: "TASK_FAILED",
      retryable: true,
      message: /database cannot be opened or read .*taskchampion\.sqlite3: unable to open/,
      hint: /permissions .* read-only/,
    });
    await remount(tw.taskdata, "rw");
    const { readings } = await replica.changes(request, signal);
    assert.equal(readings.length, 1);
  },
});

Deno.test("changes() names a file that is no database of Taskwarrior 3", async () => {
  await using tw = await createTaskwarrior("3");
  const path = join(tw.taskdata, "taskchampion.sqlite3");
  const replica = replicaOf(tw);
  await replica.installation(signal);
  await Deno.writeTextFile(path, "no database".repeat(1_000));
  const reading = replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  await assert.rejects(reading, {
    code: "TASK_FAILED",
    retryable: false,
    message: /taskchampion\.sqlite3: file is not a database/,
    hint: /backup/,
  });
});

Deno.test("changes() names pending.data where Taskwarrior 2.6 aborts on half a line of it", async () => {
  await using tw = await createTaskwarrior("2.6");
  await tw.run(["add", "Dig"]);
  const path = join(tw.taskdata, "pending.data");
  await Deno.writeTextFile(path, '[description:"Dea', { append: true });
  const reading = replicaOf(tw).changes({ cursor: null, full: false, knownCount: 0 }, signal);
  await assert.rejects(reading, { retryable: true, hint: /pending\.data .* may be damaged/ });
});
