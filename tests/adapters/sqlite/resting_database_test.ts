import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "@/adapters/sqlite/database.ts";
import { SyncError } from "@/domain/errors.ts";

async function withFolder(body: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "resting-" });
  try {
    body(join(folder, "log.db"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function openFiles(path: string): number {
  const links = [...Deno.readDirSync("/proc/self/fd")].map(({ name }) => {
    try {
      return Deno.readLinkSync(`/proc/self/fd/${name}`);
    } catch {
      return "";
    }
  });
  return links.filter((link) => link.startsWith(path)).length;
}

Deno.test("a database that nobody uses is closed, and opened again by the next use", () =>
  withFolder((path) => {
    const db = openDatabase(path);
    db.exec("PRAGMA journal_mode=WAL; CREATE TABLE t (n)");
    const add = db.statement("INSERT INTO t VALUES (?)");
    const count = () => db.get("SELECT count(*) AS n FROM t")?.["n"];
    add.run(1);
    db.rest();
    assert.ok(openFiles(path) > 0, "it was used since the call before");
    db.rest();
    assert.equal(openFiles(path), 0);
    db.rest();
    assert.equal(count(), 1);
    db.transaction(() => {
      add.run(2);
      db.rest();
      db.rest();
      add.run(3);
    });
    assert.equal(count(), 3);
    assert.equal(db.commits, 1);
    db.rest();
    db.rest();
    db.close();
    assert.throws(count, /it is closed/);
    db.close();
  }));

Deno.test("a database that was replaced while it rested is not used", () =>
  withFolder((path) => {
    const db = openDatabase(path);
    db.exec("CREATE TABLE t (n)");
    db.rest();
    db.rest();
    Deno.renameSync(path, `${path}.away`);
    const isDamaged = (thrown: unknown) =>
      thrown instanceof SyncError && thrown.code === "LOG_DAMAGED";
    assert.throws(() => db.get("SELECT 1"), isDamaged);
    Deno.writeTextFileSync(path, "");
    assert.throws(() => db.transaction(() => {}), isDamaged);
    Deno.renameSync(`${path}.away`, path);
    assert.deepEqual({ ...db.get("SELECT count(*) AS n FROM t") }, { n: 0 });
    db.close();
  }));

Deno.test("a database whose file cannot be looked at does not rest, and goes on once it can be", () =>
  withFolder((path) => {
    const place = join(path, "..", "state");
    Deno.mkdirSync(place);
    const db = openDatabase(join(place, "log.db"));
    db.exec("CREATE TABLE t (n)");
    db.rest();
    Deno.renameSync(place, `${place}.away`);
    Deno.writeTextFileSync(place, "no folder");
    db.rest();
    assert.ok(openFiles(`${place}.away`) > 0);
    Deno.removeSync(place);
    Deno.renameSync(`${place}.away`, place);
    db.rest();
    assert.equal(openFiles(place), 0);
    assert.equal(db.get("SELECT count(*) AS n FROM t")?.["n"], 0);
    db.close();
  }));

Deno.test("a database that rests answers what it was asked before without being opened, until something is another", () =>
  withFolder((path) => {
    const db = openDatabase(path, { rests: true });
    const rest = () => [1, 2].forEach(db.rest);
    const count = () => db.get("SELECT count(*) AS n FROM t WHERE n > ?", 0)?.["n"];
    const isOpenAfter = (ask: () => unknown, expected: unknown) => {
      rest();
      assert.deepEqual(ask(), expected);
      return openFiles(path) > 0;
    };
    db.exec("PRAGMA journal_mode=WAL; CREATE TABLE t (n)");
    db.run("INSERT INTO t VALUES (?)", 1);
    assert.equal(isOpenAfter(count, 1), true, "nobody has asked since it was written");
    assert.equal(isOpenAfter(count, 1), false);
    assert.equal(isOpenAfter(() => db.all("SELECT n FROM t").length, 1), true, "another question");
    assert.equal(
      isOpenAfter(() => db.get("SELECT count(*) AS n FROM t WHERE n > ?", 1)?.["n"], 0),
      true,
    );
    db.run("INSERT INTO t VALUES (?)", 2);
    assert.equal(isOpenAfter(count, 2), true);
    assert.throws(() =>
      db.transaction(() => {
        db.run("INSERT INTO t VALUES (?)", 3);
        assert.equal(count(), 3);
        throw new Error("not done");
      })
    );
    assert.equal(isOpenAfter(count, 2), true, "what was taken back was never so");
    assert.equal(isOpenAfter(() => db.get("INSERT INTO t VALUES (4) RETURNING n")?.["n"], 4), true);
    assert.equal(isOpenAfter(count, 3), true);
    rest();
    const other = openDatabase(path);
    other.run("INSERT INTO t VALUES (?)", 5);
    // Still only in the write-ahead file.
    assert.equal(isOpenAfter(count, 4), true);
    other.close();
    rest();
    Deno.renameSync(path, `${path}.away`);
    db.rest();
    assert.throws(count, /it is gone/);
    db.close();
    assert.throws(count, /it is closed/);
  }));

Deno.test("a database that rests keeps no long answers", () =>
  withFolder((path) => {
    const db = openDatabase(path, { rests: true });
    db.exec("CREATE TABLE t (text)");
    db.run("INSERT INTO t VALUES (?)", "x".repeat(5_000));
    for (const _ of [1, 2]) {
      assert.equal(String(db.get("SELECT text FROM t")?.["text"]).length, 5_000);
      assert.ok(openFiles(path) > 0);
      [1, 2].forEach(db.rest);
    }
    db.close();
  }));

Deno.test("a database that rests is not opened for what a clock asks again and again, whatever was written before", () =>
  withFolder((path) => {
    const db = openDatabase(path, { rests: true });
    db.exec("PRAGMA journal_mode=WAL; CREATE TABLE t (n)");
    const ask = () => db.get("SELECT count(*) AS n FROM t")?.["n"];
    const rest = () => {
      db.rest();
      db.rest();
      assert.equal(openFiles(path), 0);
    };
    rest();
    assert.equal(ask(), 0);
    for (let written = 1; written <= 3; written++) {
      db.run("INSERT INTO t VALUES (?)", written);
      rest();
      assert.equal(ask(), written);
      assert.equal(openFiles(path), 0, "it was answered before the database was closed");
    }
    db.run("DROP TABLE t");
    rest();
    assert.throws(ask, /no such table/);
    db.close();
  }));
