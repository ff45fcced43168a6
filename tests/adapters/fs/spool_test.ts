import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { createSpool, makeSpoolFolder, spoolPath } from "@/adapters/fs/spool.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { Spool } from "@/ports/spool.ts";
import { spoolContract } from "@tests/support/spool_contract.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

spoolContract("createSpool()", () => {
  const folder = tempFolder();
  return {
    open: () => createSpool(folder.file("state"), systemRuntime),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

function spoolIn(folder: TempFolder): Spool {
  return createSpool(folder.path, systemRuntime);
}

/** Each line is appended by a shell as the hook does it: opened, written and closed for itself. */
function appender(folder: TempFolder, name: string, lines: number): Deno.ChildProcess {
  const script = `n=0; while [ $n -lt ${lines} ]; do n=$((n + 1)); ` +
    `: >"$0/data.${name}.$n"; printf '%s\\n' "${name}.$n" >>"$1"; done`;
  return new Deno.Command("sh", { args: ["-c", script, folder.path, spoolPath(folder.path)] })
    .spawn();
}

function appenders(folder: TempFolder): readonly Deno.ChildProcess[] {
  return ["a", "b", "c", "d"].map((name) => appender(folder, name, 200));
}

function changes(folder: TempFolder): ReadonlySet<string> {
  const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
  return new Set(names.filter((name) => name.startsWith("data.")));
}

function leftOvers(folder: TempFolder): readonly string[] {
  return [...Deno.readDirSync(folder.file("wakes"))].map(({ name }) => name);
}

Deno.test("drain() gives every line of appenders at once, whole", async () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  await Promise.all(appenders(folder).map((child) => child.status));
  const lines = spoolIn(folder).drain().toSorted();
  assert.deepEqual(lines.map((line) => `data.${line}`), [...changes(folder)].toSorted());
  assert.equal(lines.length, 800);
  assert.deepEqual(spoolIn(folder).drain(), []);
  assert.deepEqual(leftOvers(folder), []);
});

Deno.test("drain() while appenders write leaves no change without a look after it", async () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  let seen: ReadonlySet<string> = new Set();
  const taken: string[] = [];
  const look = () => {
    const lines = spoolIn(folder).drain();
    taken.push(...lines);
    if (lines.length > 0) seen = changes(folder);
    return lines.length;
  };
  let isOver = false;
  const writing = Promise.all(appenders(folder).map((child) => child.status))
    .finally(() => isOver = true);
  while (!isOver) {
    look();
    await turn();
  }
  await writing;
  look();
  assert.equal(look(), 0);
  assert.equal(seen.size, 800);
  const named = taken.filter((line) => line !== "-");
  assert.equal(new Set(named).size, named.length, "none twice");
  assert.deepEqual(named.filter((line) => !/^[a-d]\.\d+$/.test(line)), []);
  assert.deepEqual(leftOvers(folder), []);
});

Deno.test("drain() takes a spool that was only opened as a wake-up", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.writeTextFileSync(spoolPath(folder.path), "");
  assert.equal(spoolIn(folder).drain().length, 1);
  assert.equal(spoolIn(folder).drain().length, 0);
});

Deno.test("drain() gives nothing where there is no state folder", () => {
  using folder = tempFolder();
  assert.deepEqual(createSpool(folder.file("gone"), systemRuntime).drain(), []);
});

Deno.test("drain() moves aside what is no file, and keeps it", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.mkdirSync(spoolPath(folder.path));
  Deno.writeTextFileSync(`${spoolPath(folder.path)}/mine`, "precious");
  assert.equal(spoolIn(folder).drain().length, 1);
  const [kept = ""] = leftOvers(folder);
  assert.equal(Deno.readTextFileSync(folder.file(`wakes/${kept}/mine`)), "precious");

  Deno.symlinkSync("/dev/full", spoolPath(folder.path));
  assert.equal(spoolIn(folder).drain().length, 1);
  assert.equal(spoolIn(folder).drain().length, 0);
});

Deno.test("drain() takes a spool that is larger than any text can be", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.writeTextFileSync(spoolPath(folder.path), "-\n");
  Deno.truncateSync(spoolPath(folder.path), 700_000_000);
  assert.ok(spoolIn(folder).drain().length > 0);
  assert.deepEqual(leftOvers(folder), []);
});
