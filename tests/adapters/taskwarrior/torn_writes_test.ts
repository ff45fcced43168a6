import assert from "node:assert/strict";
import { join } from "node:path";
import type { FileEdit } from "@/adapters/taskwarrior/stored/task_file.ts";
import { applyEdits, journalOf, recoverWrites } from "@/adapters/taskwarrior/v2/write_journal.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { systemFiles as files } from "@/adapters/taskwarrior/stored/system_files.ts";
import { replicaOf, signal, type TestReplica } from "@tests/adapters/taskwarrior/support.ts";
import { order, present } from "@tests/support/replica_hands.ts";
import { canMount, smallDisk } from "@tests/support/small_disk.ts";
import { createTaskwarrior, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

const dataNames = ["pending.data", "completed.data", "undo.data", "backlog.data"];

async function filesOf({ taskdata }: Taskwarrior): Promise<readonly string[]> {
  return await Promise.all(dataNames.map((name) => Deno.readTextFile(join(taskdata, name))));
}

async function opened(tw: Taskwarrior, onBusy = () => {}): Promise<TestReplica> {
  const replica = replicaOf(tw, { onBusy });
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  return replica;
}

async function retitle(replica: TestReplica, id: string, title: string) {
  const push = { kind: "update", patch: { title }, expected: {} } as const;
  const [outcome] = await replica.write([order(id, push)], signal);
  assert.ok(outcome !== undefined);
  return outcome;
}

async function titlesSince(replica: TestReplica): Promise<readonly string[]> {
  const { readings } = await replica.changes(
    { cursor: replica.cursor(), full: false, knownCount: 0 },
    signal,
  );
  return readings.map((reading) => reading.kind === "present" ? reading.task.title : reading.kind);
}

Deno.test("N3: an older backlog.data put back beside the tasks takes nothing back", async () => {
  await using tw = await createTaskwarrior("2.6");
  await tw.run(["add", "first"]);
  const [task] = await tw.export();
  const id = String(task?.["uuid"]);
  const replica = await opened(tw);
  assert.equal(present(await retitle(replica, id, "ours")).task.title, "ours");
  const older = await Deno.readTextFile(join(tw.taskdata, "backlog.data"));
  await tw.run([id, "modify", "theirs"]);
  await Deno.writeTextFile(join(tw.taskdata, "backlog.data"), older);
  assert.deepEqual(await titlesSince(replica), ["theirs"]);
  await Deno.writeTextFile(join(tw.taskdata, "backlog.data"), older.split("\n")[0] + "\n");
  assert.deepEqual(await titlesSince(replica), ["theirs"]);
  assert.equal((await tw.export())[0]?.["description"], "theirs");
});

for (const name of ["pending.data", "undo.data", "backlog.data"]) {
  Deno.test(`N3: an older ${name} alone, put back after both of us wrote, is no reason to write`, async () => {
    await using tw = await createTaskwarrior("2.6");
    await tw.run(["add", "first"]);
    const id = String((await tw.export())[0]?.["uuid"]);
    const replica = await opened(tw);
    await retitle(replica, id, "ours");
    await tw.run([id, "modify", "theirs"]);
    await titlesSince(replica);
    const older = await filesOf(tw);
    await retitle(replica, id, "ours again");
    await tw.run([id, "modify", "theirs again"]);
    await Deno.writeTextFile(join(tw.taskdata, name), older[dataNames.indexOf(name)] ?? "");
    const before = (await filesOf(tw))[0];
    await titlesSince(replica);
    assert.equal((await filesOf(tw))[0], before);
  });
}

Deno.test("N3: what a killed gc has lost is told, also where what we had written of it is doubted for a minute", async () => {
  await using tw = await createTaskwarrior("2.6");
  for (const title of ["first", "second"]) await tw.run(["add", title]);
  const uuids = (await tw.export()).map(({ uuid }) => String(uuid));
  let laterMs = 0;
  const runtime = { ...systemRuntime, now: () => new Date(Date.now() + laterMs) };
  const replica = replicaOf(tw, { runtime });
  await replica.changes({ cursor: null, full: false, knownCount: 0 }, signal);
  await retitle(replica, uuids[0] ?? "", "ours");
  for (const id of uuids) await tw.run([id, "done"]);
  await tw.run(["list"]).catch(() => "nothing to list");
  await titlesSince(replica);
  const since = async () => {
    const request = { cursor: replica.cursor(), full: false, knownCount: 0 };
    const { complete, readings, isUnsettled = false } = await replica.changes(request, signal);
    const shown = readings.map((reading) => [reading.id, reading.kind]);
    return { complete, isUnsettled, shown };
  };
  await Deno.writeTextFile(join(tw.taskdata, "completed.data"), "");
  assert.deepEqual(await since(), { complete: false, isUnsettled: true, shown: [] });
  laterMs = 61_000;
  const told = { complete: false, isUnsettled: true, shown: [[uuids[0], "gone"]] };
  assert.deepEqual(await since(), told);
  assert.deepEqual(await since(), { complete: true, isUnsettled: false, shown: [] });
});

Deno.test({
  name: "N3: on a full disk a write changes none of 2.6's files, and goes once there is room",
  ignore: !canMount,
  fn: async () => {
    await using tw = await createTaskwarrior("2.6");
    await using _disk = await smallDisk(tw.taskdata, "512k");
    await tw.run(["add", "first"]);
    await tw.import(
      Array.from({ length: 20 }, (_, n) => ({ description: `task ${n} ${"x".repeat(2_000)}` })),
    );
    const [task] = await tw.export();
    const id = String(task?.["uuid"]);
    const replica = await opened(tw);
    const before = await filesOf(tw);
    const filler = join(tw.taskdata, "filler");
    await fill(filler);
    for (let n = 0; n < 3; n++) {
      const outcome = await retitle(replica, id, `ours ${n}`);
      assert.ok(outcome.kind === "failed" && outcome.error.retryable, outcome.kind);
      assert.match(outcome.error.message, /data folder cannot be written/);
      assert.deepEqual(await filesOf(tw), before);
    }
    await Deno.remove(filler);
    assert.equal(present(await retitle(replica, id, "ours")).task.title, "ours");
    assert.deepEqual(await titlesSince(replica), []);
  },
});

async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true });
  const block = new Uint8Array(4096);
  try {
    for (;;) await file.write(block);
  } catch (error) {
    assert.match(String(error), /os error 28/);
  }
}

Deno.test("recoverWrites() completes what was cut off at any byte, and leaves what is foreign", async () => {
  using folder = tempFolder();
  const path = (name: string) => join(folder.path, name);
  const encode = (text: string) => new TextEncoder().encode(text);
  const put = (name: string, text: string) => Deno.writeTextFileSync(path(name), text);
  const pending: FileEdit = {
    path: path("pending.data"),
    from: 3,
    before: encode("old tail\nmore\n"),
    after: encode("a new and longer tail\nmore\n"),
  };
  const undo: FileEdit = {
    path: path("undo.data"),
    from: 5,
    before: encode(""),
    after: encode("entry\n"),
  };
  const begun = "one";
  const [was, is] = ["old tail\nmore\n", "a new and longer tail\nmore\n"];
  const die = () => {
    throw new Error("this process is dead");
  };
  const leaveJournal = () => {
    put("pending.data", begun + was);
    put("undo.data", "undo\n");
    const held = files.whileHeld([pending.path, undo.path], (held) => {
      const broken = held.map((file) => file.path === undo.path ? { ...file, put: die } : file);
      assert.throws(() => applyEdits({ folder: folder.path, files }, broken, [pending, undo]));
    });
    assert.equal(held.kind, "done");
    return journalOf(folder.path);
  };
  for (let cut = 0; cut <= is.length; cut++) {
    const journal = leaveJournal();
    assert.ok(await exists(journal));
    put("pending.data", begun + is.slice(0, cut) + was.slice(cut));
    assert.equal(
      recoverWrites(folder.path, { files, runtime: systemRuntime }),
      cut === 0 ? "never begun" : "completed",
    );
    assert.equal(Deno.readTextFileSync(pending.path), begun + (cut === 0 ? was : is));
    assert.equal(Deno.readTextFileSync(undo.path), cut === 0 ? "undo\n" : "undo\nentry\n");
    assert.ok(!await exists(journal));
  }
  leaveJournal();
  put("pending.data", "something else");
  assert.equal(recoverWrites(folder.path, { files, runtime: systemRuntime }), "left alone");
  assert.equal(Deno.readTextFileSync(pending.path), "something else");
  assert.equal(recoverWrites(folder.path, { files, runtime: systemRuntime }), "nothing");
  const kept = [...Deno.readDirSync(folder.path)].filter(({ name }) => name.includes("write."));
  assert.equal(kept.length, 1);
});

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

const hasPython = await new Deno.Command("sh", {
  args: ["-c", "python3 --version"],
  stdout: "null",
})
  .output().then(({ success }) => success);

Deno.test({
  name: "N1: a write waits for a command of 2.6's that holds a file",
  ignore: !hasPython,
  fn: waitsForHolder,
});

async function waitsForHolder(): Promise<void> {
  await using tw = await createTaskwarrior("2.6");
  await tw.run(["add", "first"]);
  const id = String((await tw.export())[0]?.["uuid"]);
  let tries = 0;
  const replica = await opened(tw, () => void tries++);
  const path = join(tw.taskdata, "pending.data");
  const holder = new Deno.Command("python3", {
    args: [
      "-c",
      `import fcntl,sys
f=open("${path}","r+"); fcntl.lockf(f,fcntl.LOCK_EX); print("held",flush=True); sys.stdin.read()`,
    ],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  await holder.stdout.getReader().read();
  let isWritten = false;
  const writing = retitle(replica, id, "ours").then((outcome) => {
    isWritten = true;
    return outcome;
  });
  await until("some tries", () => tries >= 3);
  assert.equal(isWritten, false);
  await holder.stdin.close();
  await holder.status;
  assert.equal(present(await writing).task.title, "ours");
}
