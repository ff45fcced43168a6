import assert from "node:assert/strict";
import { join } from "node:path";
import type { Write } from "@/ports/replica.ts";
import { countedProgram } from "@tests/adapters/taskwarrior/counted_program.ts";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { writeExecutable } from "@tests/support/executable.ts";
import { order, plainTask, present } from "@tests/support/replica_hands.ts";
import { createTaskwarrior, forEachVersion, type Taskwarrior } from "@tests/support/taskwarrior.ts";

function created(title: string, extra: Record<string, string> | null = null): Write {
  const task = { ...plainTask, title };
  return order(crypto.randomUUID(), { kind: "create", task, comments: [], extra });
}

async function hook(tw: Taskwarrior, name: string, body: string): Promise<void> {
  const folder = join(tw.taskdata, "hooks");
  await Deno.mkdir(folder, { recursive: true });
  writeExecutable(join(folder, name), `#!/bin/sh\n${body}\n`);
}

const poisonous = `read task; echo "$task"
case "$task" in *poison*) echo "no poison here"; exit 1;; esac`;

forEachVersion(
  "T35: write() writes all but the one that a hook of the user's refuses",
  async (tw) => {
    await hook(tw, "on-add-poison", poisonous);
    const writes = Array.from(
      { length: 24 },
      (_, at) => created(at === 13 ? "poison" : `task ${at}`),
    );
    const outcomes = await replicaOf(tw).write(writes, signal);
    const failed = outcomes.flatMap((outcome, at) =>
      outcome.kind === "written" ? [] : [[at, outcome]]
    );
    assert.equal(failed.length, 1);
    const [[at, outcome] = []] = failed;
    assert.equal(at, 13);
    assert.ok(outcome !== undefined && typeof outcome === "object" && outcome.kind === "failed");
    assert.equal(outcome.error.code, "TASK_REFUSED");
    assert.equal(outcome.error.retryable, true);
    assert.match(outcome.error.message, /no poison here/);
    assert.equal((await tw.export()).length, 23);
  },
);

forEachVersion(
  "T35: write() writes all but the one that Taskwarrior does not survive",
  async (tw) => {
    const writes = [created("one"), created("two", { review: "no date" }), created("three")];
    const outcomes = await replicaOf(tw).write(writes, signal);
    assert.deepEqual(outcomes.map(({ kind }) => kind), ["written", "failed", "written"]);
    const titles = (await tw.export()).map((task) => task["description"]);
    assert.deepEqual(titles.toSorted(), ["one", "three"]);
  },
  { rc: ["uda.review.type=date"] },
);

forEachVersion(
  "write() counts as written what a complaining on-exit hook comes after",
  async (tw) => {
    await hook(tw, "on-exit-sick", "echo out of order; exit 1");
    const replica = replicaOf(tw, { write: "import" });
    const outcomes = await replica.write([created("one"), created("two")], signal);
    assert.deepEqual(outcomes.map(({ kind }) => kind), ["written", "written"]);
    assert.equal(replica.warnings.length, 1);
  },
);

forEachVersion("write() gives what a hook of the user's made of the task", async (tw) => {
  await hook(
    tw,
    "on-modify-tag",
    `read old; read new; echo "$new" | sed 's/"status"/"size":"L",&/'`,
  );
  const replica = replicaOf(tw);
  const write = created("one");
  await replica.write([write], signal);
  const patch = { title: "two" };
  const [outcome] = await replica.write(
    [order(write.id, { kind: "update", patch, expected: {} })],
    signal,
  );
  assert.ok(outcome);
  assert.equal(present(outcome).task.title, "two");
  assert.equal(present(outcome).extra["size"], "L");
}, { rc: ["uda.size.type=string"] });

forEachVersion("T19: write() marks its imports so that our own hook keeps still", async (tw) => {
  const seen = join(tw.home, "seen");
  await hook(tw, "on-exit-ours", `echo "running=$VIKUNJA_SYNC_RUNNING" >> '${seen}'`);
  await replicaOf(tw, { write: "import" }).write([created("one")], signal);
  assert.equal(await Deno.readTextFile(seen), "running=1\n");
});

forEachVersion(
  "write() runs hooks of the user's of every kind, and none for our own alone",
  async (tw) => {
    const seen = join(tw.home, "seen");
    await hook(tw, "on-exit.vikunja-sync", `echo ours >> '${seen}'`);
    await replicaOf(tw).write([created("one")], signal);
    await assert.rejects(Deno.readTextFile(seen), Deno.errors.NotFound);
    for (const name of ["on-exit.backup", "on-launch.log"]) {
      await hook(tw, name, `echo theirs >> '${seen}'`);
      await replicaOf(tw).write([created(name)], signal);
      assert.match(await Deno.readTextFile(seen), /theirs/);
      await Deno.remove(seen);
      await Deno.remove(join(tw.taskdata, "hooks", name));
    }
  },
);

/** Its first import is carried out, then somebody's command; and it ends as where the data are locked. */
function lockedAfter(tw: Taskwarrior, ...words: readonly string[]): string {
  const program = join(tw.home, "locked-task");
  const once = join(tw.home, "once");
  const run = ["rc.hooks=off", "rc.confirmation=off", ...words].map((word) => `'${word}'`).join(
    " ",
  );
  writeExecutable(
    program,
    `#!/bin/sh\ncase "$*" in *import*) ;; *) exec '${tw.program.path}' "$@";; esac\n` +
      `[ -e '${once}' ] && exec '${tw.program.path}' "$@"\ntouch '${once}'\n` +
      `'${tw.program.path}' "$@" || exit $?\n'${tw.program.path}' ${run} >/dev/null 2>&1\n` +
      `echo "database is locked" >&2\nexit 2\n`,
  );
  return program;
}

forEachVersion(
  "N25: write() leaves a task deleted that was deleted between two of its imports",
  async (tw) => {
    const write = created("one");
    const program = lockedAfter(tw, write.id ?? "", "delete");
    const replica = replicaOf({ ...tw, program: { ...tw.program, path: program } }, {
      write: "import",
    });
    const [outcome] = await replica.write([write], signal);
    const [task] = await tw.export([write.id ?? ""]);
    assert.equal(task?.["status"], "deleted");
    assert.ok(outcome?.kind === "written" && outcome.reading.kind === "gone");
  },
);

forEachVersion(
  "N25: write() keeps an edit that was made between two of its imports",
  async (tw) => {
    const write = created("one");
    const program = lockedAfter(tw, write.id ?? "", "modify", "theirs");
    const replica = replicaOf({ ...tw, program: { ...tw.program, path: program } }, {
      write: "import",
    });
    const [outcome] = await replica.write([write], signal);
    const [task] = await tw.export([write.id ?? ""]);
    assert.equal(task?.["description"], "theirs");
    assert.ok(outcome !== undefined);
    assert.equal(present(outcome).task.title, "theirs");
  },
);

forEachVersion(
  "N25: write() makes no task again that was deleted after an attempt that may have arrived",
  async (tw) => {
    const write = created("one");
    await replicaOf(tw).write([write], signal);
    await tw.run(["rc.confirmation=off", write.id ?? "", "delete"]);
    const again = { ...write, mayHaveHappened: true, requestedAt: "2020-01-01T00:00:00Z" };
    const [outcome] = await replicaOf(tw).write([again], signal);
    assert.ok(outcome?.kind === "written" && outcome.reading.kind === "gone");
    assert.equal((await tw.export([write.id ?? ""]))[0]?.["status"], "deleted");
  },
);

forEachVersion("write() stops between two imports when told to", async (tw) => {
  const replica = replicaOf(tw);
  const stop = new AbortController();
  const write = created("one");
  await replica.write([write], stop.signal);
  stop.abort();
  await assert.rejects(replica.write([created("two")], stop.signal), { code: "ABORTED" });
  assert.equal((await tw.export()).length, 1);
});

forEachVersion("T22: changes() waits for a database that is locked for a while", async (tw) => {
  await tw.run(["add", "Dig"]);
  const tries = join(tw.home, "tries");
  const busyTwice = `case "$*" in *export) if [ "$(cat '${tries}' | wc -l)" -lt 2 ]; then
    echo x >> '${tries}'; echo "database is locked" >&2; exit 2; fi;; esac`;
  await Deno.writeTextFile(tries, "");
  const replica = replicaOf({ ...tw, program: countedProgram(tw, busyTwice).program });
  const { readings } = await replica.changes({ cursor: null, full: false, knownCount: 1 }, signal);
  assert.equal(readings.length, 1);
});

forEachVersion(
  "T22: changes() fails where the export fails, and never says «no tasks»",
  async (tw) => {
    await tw.run(["add", "Dig"]);
    const broken = `case "$*" in *export) echo '['; exit 2;; esac`;
    const replica = replicaOf({ ...tw, program: countedProgram(tw, broken).program });
    const reading = replica.changes({ cursor: null, full: false, knownCount: 1 }, signal);
    await assert.rejects(reading, { name: "SyncError", code: "TASK_EXPORT" });
    assert.equal(replica.cursor(), "");
  },
);

Deno.test("T22: changes() reads all tasks beside a long import and many prompts, on Taskwarrior 3", async () => {
  await using tw = await createTaskwarrior("3");
  await tw.import(Array.from({ length: 10 }, (_, at) => ({ description: `task ${at}` })));
  const replica = replicaOf(tw);
  let stop = false;
  const more = Array.from({ length: 40 }, (_, at) => ({ description: `more ${at}` }));
  const writer = tw.import(more).finally(() => stop = true);
  const prompts = Array.from({ length: 4 }, async () => {
    while (!stop) await tw.run(["count"]);
  });
  while (!stop) {
    const { readings } = await replica.changes({ cursor: null, full: true, knownCount: 0 }, signal);
    assert.ok(readings.length >= 10);
  }
  await Promise.all([writer, ...prompts]);
  const { readings } = await replica.changes({ cursor: null, full: true, knownCount: 0 }, signal);
  assert.equal(readings.length, 50);
});

Deno.test("changes() names what is wrong when Taskwarrior 3 cannot export a date", async () => {
  await using tw = await createTaskwarrior("3");
  await tw.import([{ description: "Dig", due: "99991231T235959Z" }]);
  const reading = replicaOf(tw).changes({ cursor: null, full: false, knownCount: 0 }, signal);
  await assert.rejects(reading, { name: "SyncError", code: "TASK_EXPORT" });
});

forEachVersion("identify() gives the real folder, and says so where there is none", async (tw) => {
  const link = join(tw.home, "link");
  await Deno.symlink(tw.taskdata, link);
  const env = { ...tw.env, TASKDATA: link };
  const folder = await Deno.realPath(tw.taskdata);
  assert.deepEqual(await replicaOf({ ...tw, env }).identify(signal), { folder });
  const nowhere = { ...tw.env, TASKDATA: join(tw.home, "nowhere") };
  await assert.rejects(replicaOf({ ...tw, env: nowhere }).identify(signal), { code: "CONFIG" });
});

forEachVersion("identify() says what is missing: the program, its configuration", async (tw) => {
  const program = { ...tw.program, path: join(tw.home, "no-task") };
  await assert.rejects(replicaOf({ ...tw, program }).identify(signal), { code: "TASK_MISSING" });
  const env = { ...tw.env, TASKRC: join(tw.home, "no-rc") };
  await assert.rejects(replicaOf({ ...tw, env }).identify(signal), { code: "CONFIG" });
});

forEachVersion(
  "read() answers in the order asked, for tasks that are not there too",
  async (tw) => {
    await tw.run(["add", "one"]);
    await tw.run(["add", "two"]);
    const ids = (await tw.export()).map((task) => String(task["uuid"])).toReversed();
    const unknown = crypto.randomUUID();
    const readings = await replicaOf(tw).read([...ids, unknown], signal);
    assert.deepEqual(readings.map(({ id }) => id), [...ids, unknown]);

    assert.equal(readings[2]?.kind, "gone");
  },
);
