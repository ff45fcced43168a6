import assert from "node:assert/strict";
import { join } from "node:path";
import { provenWatch } from "@/adapters/fs/proven_watch.ts";
import { watchUnopened } from "@/adapters/fs/watch_unopened.ts";
import { systemFiles } from "@/adapters/taskwarrior/stored/system_files.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { until } from "@tests/support/until.ts";

const timing = { lookMs: 100, placeMs: 1_000, againMs: 250, lateMs: 3_000 };

function watching(folder: string, atFirst = "0") {
  const time = createSimulatedTime(chanceBy(1));
  const seen = { calls: 0, proven: [] as boolean[], said: [] as string[] };
  let tell: (name: string) => void = () => {};
  let fail: (cause: Error) => void = () => {};
  const signatures = new Map<string, string>();
  const write = (name: string) => void signatures.set(name, `${signatures.get(name)}'`);
  const watched = provenWatch({
    runtime: time.runtime,
    folder,
    names: ["first", "last"],
    signatureOf: (name) => signatures.get(name) ?? atFirst,
    waitFor: (name) => name === "last" ? 0 : 20,
    onChange: () => void seen.calls++,
    onProof: (isProven) => void seen.proven.push(isProven),
    say: (text) => void seen.said.push(text),
    watch(onChange, onError) {
      [tell, fail] = [onChange, onError];
      return { [Symbol.dispose]() {} };
    },
    timing,
  });
  return {
    ...watched,
    seen,
    pass: time.pass,
    change(name: string, isTold = true) {
      write(name);
      if (isTold) tell(name);
    },
    tell: (name: string) => tell(name),
    fail: (cause: Error) => fail(cause),
  };
}

Deno.test("provenWatch() calls at once for what is written last, and is proven by it", () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("last");
  assert.deepEqual([watched.seen.calls, watched.seen.proven], [1, [true]]);
});

Deno.test("provenWatch() calls once for a command that writes one file after the other", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("first");
  await watched.pass(5);
  watched.change("last");
  await watched.pass(2_000);
  assert.equal(watched.seen.calls, 1);
});

Deno.test("provenWatch() calls at once where the file that is taken away last is gone when the first one is told of", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path, "-");
  watched.change("first");
  assert.equal(watched.seen.calls, 0);
  watched.tell("last");
  assert.equal(watched.seen.calls, 1);
  await watched.pass(2_000);
  assert.equal(watched.seen.calls, 1);
});

Deno.test("provenWatch() waits on where the last file is only opened", () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("first");
  watched.tell("last");
  assert.equal(watched.seen.calls, 0);
  watched.change("last");
  assert.equal(watched.seen.calls, 1);
});

Deno.test("provenWatch() calls again where it is not known that the command has ended", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("first");
  await watched.pass(19);
  assert.equal(watched.seen.calls, 0);
  await watched.pass(2);
  assert.equal(watched.seen.calls, 1);
  await watched.pass(2_000);
  assert.equal(watched.seen.calls, 2);
});

Deno.test("provenWatch() does not call for what changes nothing, such as our own reading", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.tell("last");
  await watched.pass(2_000);
  assert.deepEqual([watched.seen.calls, watched.seen.proven], [0, []]);
});

Deno.test("provenWatch() finds by a look what was not told, and does not count as proven any more", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("last");
  watched.change("last", false);
  await watched.pass(101);
  assert.equal(watched.seen.calls, 2);
  await watched.pass(2_900);
  assert.deepEqual(watched.seen.proven, [true]);
  await watched.pass(200);
  assert.deepEqual(watched.seen.proven, [true, false]);
  assert.match(watched.seen.said.join(), /not told of at each change/);
  watched.change("last");
  await watched.pass(101);
  assert.deepEqual(watched.seen.proven, [true, false]);
});

Deno.test("provenWatch() goes on being proven where it is told a moment after a look found it", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("last", false);
  await watched.pass(101);
  watched.tell("last");
  await watched.pass(2_000);
  assert.deepEqual([watched.seen.calls, watched.seen.proven], [1, [true]]);
});

Deno.test("R6: provenWatch() is not proven any more when its watch fails, and goes on by looking", async () => {
  using parent = tempFolder();
  using watched = watching(parent.path);
  watched.change("last");
  for (const _ of [1, 2]) watched.fail(new Error("ENOSPC"));
  assert.deepEqual(watched.seen.proven, [true, false]);
  assert.equal(watched.seen.said.length, 1);
  const before = watched.seen.calls;
  watched.change("last", false);
  await watched.pass(101);
  assert.equal(watched.seen.calls, before + 1);
});

Deno.test("R6: provenWatch() is not proven any more where another folder takes the place of its own", async () => {
  using parent = tempFolder();
  const folder = join(parent.path, "data");
  await Deno.mkdir(folder);
  using watched = watching(folder);
  watched.change("last");
  await Deno.rename(folder, join(parent.path, "old"));
  await Deno.mkdir(folder);
  await watched.pass(1_001);
  assert.deepEqual([watched.seen.calls, watched.seen.proven], [2, [true, false]]);
  assert.match(watched.seen.said.join(), /another folder/);
});

Deno.test("watchUnopened() tells of a change, and takes no lock away that this process has on the file", async () => {
  using parent = tempFolder();
  const folder = join(parent.path, "data");
  await Deno.mkdir(folder);
  const path = join(folder, "backlog.data");
  await Deno.writeTextFile(path, "1");
  const told: string[] = [];
  using _watch = watchUnopened(
    { folder, names: ["backlog.data"], place: join(parent.path, "watch") },
    (name) => void told.push(name),
    (cause) => {
      throw cause;
    },
  );
  await Deno.writeTextFile(path, "22");
  await until("a change", () => told.length > 0);
  const { ino } = await Deno.stat(path);
  const isLocked = () =>
    new RegExp(`POSIX .* ${Deno.pid} \\S+:${ino} `).test(Deno.readTextFileSync("/proc/locks"));
  const held = systemFiles.whileHeld([path], ([file]) => {
    const before = told.length;
    assert.ok(isLocked());
    file?.put(0, new TextEncoder().encode("333"));
    // The watch has a thread of its own, which is given the time to open what it tells of.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    return { isStillLocked: isLocked(), before };
  });
  assert.ok(held.kind === "done");
  assert.ok(held.value.isStillLocked);
  await until("the next change", () => told.length > held.value.before);
});

Deno.test("watchUnopened() watches a folder anew after a process that was killed", () => {
  using parent = tempFolder();
  const folder = join(parent.path, "data");
  Deno.mkdirSync(folder);
  const place = join(parent.path, "watch");
  const watch = () => watchUnopened({ folder, names: ["backlog.data"], place }, () => {}, () => {});
  watch();
  Deno.symlinkSync("nowhere", join(place, "data.next"));
  using _again = watch();
  assert.equal(Deno.readLinkSync(join(place, "data")), join(place, "names"));
});
