import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { children } from "@system/children.ts";
import { connectTcp, connectUnix } from "@system/connect.ts";
import { files } from "@system/files.ts";
import { hostName } from "@system/host_name.ts";
import { startTimer } from "@system/start_timer.ts";
import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { systemCode } from "@/ports/system_code.ts";

/** What the program takes for granted of the system, in whichever runtime. Each is given an empty folder. */
type SystemPromise = (folder: string) => void | Promise<void>;

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (from: Uint8Array) => new TextDecoder().decode(from);
const piped = { stdin: "nothing", stdout: "piped", stderr: "piped" } as const;

function codeOf(work: () => unknown): string | null {
  try {
    work();
  } catch (thrown) {
    return systemCode(thrown);
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

async function codeOfLater(work: () => Promise<unknown>): Promise<string | null> {
  return await work().then(() => null, systemCode);
}

const open = (path: string) => files.open(path, { read: true, write: true, create: true });

export const filePromises: Readonly<Record<string, SystemPromise>> = {
  "an open file is read and written at one position"(folder) {
    using file = open(join(folder, "a"));
    assert.equal(file.write(bytes("hello world")), 11);
    file.seek(6);
    const into = new Uint8Array(3);
    assert.equal(file.read(into), 3);
    assert.equal(text(into), "wor");
    file.write(bytes("LD"));
    assert.equal(file.read(into), null);
    file.truncate(5);
    assert.equal(file.facts().size, 5);
    file.sync();
    assert.equal(files.readText(join(folder, "a")), "hello");
    assert.equal(text(files.readBytes(join(folder, "a"))), "hello");
  },
  "a new file is made with its mode, and no second one"(folder) {
    const path = join(folder, "new");
    const make = () => files.open(path, { write: true, createNew: true, mode: 0o600 }).close();
    make();
    assert.equal((files.facts(path)?.mode ?? 0) & 0o777, 0o600);
    assert.equal(codeOf(make), "EEXIST");
  },
  "what is appended comes after what others appended"(folder) {
    const path = join(folder, "log");
    using one = files.open(path, { append: true, create: true });
    using other = files.open(path, { append: true, create: true, read: true });
    one.write(bytes("a"));
    other.write(bytes("b"));
    one.write(bytes("c"));
    assert.equal(files.readText(path), "abc");
    files.write(path, "d", { append: true });
    assert.equal(files.readText(path), "abcd");
    files.write(path, "e");
    assert.equal(files.readText(path), "e");
  },
  "a lock holds off every other opening of the file, until unlocked or closed"(folder) {
    using one = open(join(folder, "lock"));
    using other = open(join(folder, "lock"));
    assert.equal(one.tryLock("exclusive"), true);
    assert.equal(other.tryLock("exclusive"), false);
    assert.equal(other.tryLock("shared"), false);
    one.unlock();
    assert.equal(other.tryLock("exclusive"), true);
    other.close();
    assert.equal(one.tryLock("exclusive"), true);
  },
  "a lock is shared where nobody has it alone, and changes its mode"(folder) {
    using one = open(join(folder, "lock"));
    using other = open(join(folder, "lock"));
    assert.equal(one.tryLock("shared"), true);
    assert.equal(other.tryLock("shared"), true);
    assert.equal(other.tryLock("exclusive"), false);
    one.unlock();
    assert.equal(other.tryLock("exclusive"), true);
    assert.equal(one.tryLock("shared"), false);
  },
  async "what fails has the system's code; what is not there is null"(folder) {
    const gone = join(folder, "gone");
    files.write(join(folder, "file"), "");
    assert.equal(files.facts(gone), null);
    assert.equal(files.linkFacts(gone), null);
    assert.equal(codeOf(() => files.open(gone, { read: true })), "ENOENT");
    assert.equal(codeOf(() => files.readText(gone)), "ENOENT");
    assert.equal(codeOf(() => files.remove(gone)), "ENOENT");
    assert.equal(codeOf(() => files.rename(gone, join(folder, "x"))), "ENOENT");
    assert.equal(codeOf(() => files.realPath(gone)), "ENOENT");
    assert.equal(codeOf(() => files.readText(join(folder, "file", "x"))), "ENOTDIR");
    assert.equal(codeOf(() => files.facts(join(folder, "file", "x"))), "ENOTDIR");
    assert.equal(codeOf(() => files.readText(folder)), "EISDIR");
    assert.equal(codeOf(() => files.list(gone)), "ENOENT");
    assert.equal(codeOf(() => files.linkFacts(join(folder, "x".repeat(300)))), "ENAMETOOLONG");
    assert.equal(await codeOfLater(() => files.readTextLater(gone)), "ENOENT");
  },
  "facts tell size, inode, kind and times in whole milliseconds"(folder) {
    const path = join(folder, "a");
    files.write(path, "abc", { create: true, mode: 0o640 });
    const found = files.facts(path);
    assert.ok(found !== null);
    assert.deepEqual([found.size, found.isFile, found.isFolder, found.isSocket], [
      3,
      true,
      false,
      false,
    ]);
    assert.equal(found.mode & 0o777, 0o640);
    assert.ok(found.ino > 0 && Number.isInteger(found.modifiedMs) && found.modifiedMs > 0);
    assert.equal(found.uid, thisProcess.uid());
    assert.equal(files.facts(folder)?.isFolder, true);
    const at = new Date(1_700_000_000_000);
    files.changeTimes(path, at);
    assert.equal(files.facts(path)?.modifiedMs, at.getTime());
  },
  "files are copied, linked, renamed and removed"(folder) {
    const at = (name: string) => join(folder, name);
    files.write(at("a"), "one");
    files.copy(at("a"), at("b"));
    files.link(at("a"), at("c"));
    assert.equal(codeOf(() => files.link(at("a"), at("b"))), "EEXIST");
    assert.equal(files.facts(at("a"))?.ino, files.facts(at("c"))?.ino);
    assert.notEqual(files.facts(at("a"))?.ino, files.facts(at("b"))?.ino);
    files.rename(at("c"), at("d"));
    assert.deepEqual([...files.list(folder)].toSorted(), ["a", "b", "d"]);
    assert.equal(files.realPath(join(folder, ".", "d")), files.realPath(at("d")));
    files.changeMode(at("d"), 0o600);
    files.changeOwner(at("d"), -1, files.facts(at("d"))?.gid ?? 0);
    assert.equal((files.facts(at("a"))?.mode ?? 0) & 0o777, 0o600);
    files.remove(at("d"));
    files.makeFolder(at("x/y"), 0o700);
    files.makeFolder(at("x/y"), 0o700);
    assert.equal((files.facts(at("x/y"))?.mode ?? 0) & 0o777, 0o700);
    assert.equal(codeOf(() => files.remove(at("x"))) === null, false);
    files.removeTree(at("x"));
    assert.equal(files.facts(at("x")), null);
  },
  "what is made for a while only this user reads"(folder) {
    const made = files.makeTempFolder("p-", folder);
    assert.equal((files.facts(made)?.mode ?? 0) & 0o777, 0o700);
    assert.ok(made.startsWith(join(folder, "p-")));
    const file = files.facts(files.makeTempFile(".t-", folder));
    assert.deepEqual([file?.size, (file?.mode ?? 0) & 0o777], [0, 0o600]);
  },
};

export const processPromises: Readonly<Record<string, SystemPromise>> = {
  async "a program gives what it printed and how it ended"() {
    const script = 'echo "out $A"; echo err >&2; exit 3';
    const child = children.start("sh", ["-c", script], { env: { A: "1" }, ...piped });
    const { code, killedBy, stdout, stderr } = await child.ended;
    assert.deepEqual([code, killedBy, text(stdout), text(stderr)], [3, null, "out 1\n", "err\n"]);
    const now = children.runNow("sh", ["-c", "echo out; exit 4"]);
    assert.deepEqual([now.code, now.killedBy, text(now.stdout)], [4, null, "out\n"]);
  },
  async "a program that is not there is ENOENT, one that may not run EACCES"(folder) {
    const attempt = (program: string) =>
      codeOfLater(async () => await children.start(program, [], piped).ended);
    assert.equal(await attempt(join(folder, "gone")), "ENOENT");
    assert.equal(await attempt("there-is-no-such-program"), "ENOENT");
    files.write(join(folder, "plain"), "", { create: true, mode: 0o644 });
    assert.equal(await attempt(join(folder, "plain")), "EACCES");
  },
  async "a program is fed more than a pipe holds, and gives it back whole"() {
    const child = children.start("cat", [], { ...piped, stdin: "piped" });
    const much = "0123456789".repeat(100_000);
    const [{ stdout, code }] = await Promise.all([child.ended, child.feed(much)]);
    assert.deepEqual([code, stdout.length], [0, much.length]);
    assert.ok(text(stdout) === much);
  },
  async "a program need not read what it is given"() {
    const child = children.start("true", [], { ...piped, stdin: "piped" });
    await Promise.all([child.ended, child.feed("0123456789".repeat(100_000))]);
    assert.equal((await child.ended).code, 0);
  },
  async "a program that is killed tells by which signal, and a second one does no harm"() {
    const child = children.start("sleep", ["60"], {});
    child.kill("SIGTERM");
    const { code, killedBy } = await child.ended;
    assert.deepEqual([code, killedBy], [143, "SIGTERM"]);
    child.kill("SIGTERM");
  },
  async "signals are told of until nobody listens any more"() {
    const heard = Promise.withResolvers<void>();
    // Changes nothing where nobody listens.
    using _listening = thisProcess.onSignal("SIGWINCH", heard.resolve);
    const alive = setInterval(() => {}, 60_000);
    children.runNow("kill", ["-WINCH", String(thisProcess.pid)]);
    await heard.promise;
    clearInterval(alive);
  },
  async "a connection carries bytes both ways, as many as there are, to the end"(folder) {
    const path = join(folder, "s");
    const server = createServer((peer) => peer.pipe(peer));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const connection = await connectUnix(path);
    const sent = bytes("0123456789".repeat(50_000));
    const write = async () => {
      for (let rest = sent; rest.length > 0;) {
        rest = rest.subarray(await connection.write(rest));
      }
    };
    let received = 0;
    const readAll = async () => {
      const into = new Uint8Array(70_000);
      while (received < sent.length) received += await connection.read(into) ?? Infinity;
    };
    await Promise.all([write(), readAll()]);
    assert.equal(received, sent.length);
    connection.close();
    connection.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
  async "a name is tried by each of its addresses, and what nobody listens on is refused"() {
    for (const host of ["127.0.0.1", "::1"]) {
      const server = createServer((peer) => peer.end("hello"));
      const port = await new Promise<number | null>((resolve) => {
        server.once("error", () => resolve(null));
        server.listen(0, host, () => resolve((server.address() as AddressInfo).port));
      });
      // Not every machine has IPv6.
      if (port === null) continue;
      const connection = await connectTcp("localhost", port);
      const into = new Uint8Array(5);
      assert.equal(await connection.read(into), 5);
      assert.equal(text(into), "hello");
      connection.close();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      assert.equal(await codeOfLater(() => connectTcp("localhost", port)), "ECONNREFUSED");
      assert.equal(await codeOfLater(() => connectTcp(host, port)), "ECONNREFUSED");
    }
    assert.equal(await codeOfLater(() => connectTcp("no-such-host.invalid", 80)), "ENOTFOUND");
  },
  async "a connection to nobody is ENOENT or ECONNREFUSED"(folder) {
    assert.equal(await codeOfLater(() => connectUnix(join(folder, "gone"))), "ENOENT");
    files.write(join(folder, "file"), "");
    assert.equal(await codeOfLater(() => connectUnix(join(folder, "file"))), "ECONNREFUSED");
  },
  async "many timers are called once, in order, and never once they are disposed of"() {
    const calls: string[] = [];
    const [turns, pauses] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    for (let at = 0; at < 40; at++) {
      startTimer(() => calls.push("never"), at % 2)[Symbol.dispose]();
      startTimer(() => calls.push(`${at}`), 0);
    }
    startTimer(turns.resolve, 0);
    await turns.promise;
    assert.deepEqual(calls, Array.from({ length: 40 }, (_, at) => `${at}`));
    startTimer(pauses.resolve, 2);
    await pauses.promise;
    assert.equal(calls.length, 40);
  },
  "facts of this process are there"() {
    assert.ok(thisProcess.pid > 0 && thisProcess.folder() !== "" && thisProcess.memoryBytes() > 0);
    assert.equal(thisProcess.env("NOBODY_HAS_SET_THIS"), undefined);
    assert.equal(thisProcess.os, "linux");
    assert.notEqual(hostName(), "");
    assert.equal(thisProcess.may("run"), true);
    assert.equal(thisProcess.isThere(thisProcess.pid), true);
    assert.equal(thisProcess.isThere(2 ** 30), false);
    assert.equal(typeof streams.errors.isTerminal(), "boolean");
  },
};
