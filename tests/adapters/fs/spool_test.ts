import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import {
  drainSpool,
  hasWakes,
  leaveWake,
  makeSpoolFolder,
  spoolPath,
} from "@/adapters/fs/spool.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

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

Deno.test("drainSpool() gives every line of appenders at once, whole", async () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  await Promise.all(appenders(folder).map((child) => child.status));
  const lines = drainSpool(folder.path).toSorted();
  assert.deepEqual(lines.map((line) => `data.${line}`), [...changes(folder)].toSorted());
  assert.equal(lines.length, 800);
  assert.deepEqual(drainSpool(folder.path), []);
  assert.deepEqual(leftOvers(folder), []);
});

Deno.test("drainSpool() while appenders write leaves no change without a look after it", async () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  let seen: ReadonlySet<string> = new Set();
  const taken: string[] = [];
  const look = () => {
    const lines = drainSpool(folder.path);
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

Deno.test("drainSpool() takes a spool that was only opened as a wake-up", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.writeTextFileSync(spoolPath(folder.path), "");
  assert.equal(drainSpool(folder.path).length, 1);
  assert.equal(drainSpool(folder.path).length, 0);
});

Deno.test("drainSpool() gives nothing where there is no state folder", () => {
  using folder = tempFolder();
  assert.deepEqual(drainSpool(folder.file("gone")), []);
});

Deno.test("drainSpool() moves aside what is no file, and keeps it", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.mkdirSync(spoolPath(folder.path));
  Deno.writeTextFileSync(`${spoolPath(folder.path)}/mine`, "precious");
  assert.equal(drainSpool(folder.path).length, 1);
  const [kept = ""] = leftOvers(folder);
  assert.equal(Deno.readTextFileSync(folder.file(`wakes/${kept}/mine`)), "precious");

  Deno.symlinkSync("/dev/full", spoolPath(folder.path));
  assert.equal(drainSpool(folder.path).length, 1);
  assert.equal(drainSpool(folder.path).length, 0);
});

Deno.test("drainSpool() takes a spool that is larger than any text can be", () => {
  using folder = tempFolder();
  makeSpoolFolder(folder.path);
  Deno.writeTextFileSync(spoolPath(folder.path), "-\n");
  Deno.truncateSync(spoolPath(folder.path), 700_000_000);
  assert.ok(drainSpool(folder.path).length > 0);
  assert.deepEqual(leftOvers(folder), []);
});

Deno.test("leaveWake() leaves one for the next look, also where there is no folder yet", () => {
  using folder = tempFolder();
  assert.equal(hasWakes(folder.path), false);
  leaveWake(folder.path);
  leaveWake(folder.path);
  assert.equal(hasWakes(folder.path), true);
  assert.deepEqual(drainSpool(folder.path), ["-", "-"]);
  assert.equal(hasWakes(folder.path), false);
});
