import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";

/** What the program takes for granted of `Deno`, whoever made it. Each is given an empty folder. */
type MemberPromise = (folder: string) => void | Promise<void>;

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (from: Uint8Array) => new TextDecoder().decode(from);

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (thrown) {
    return thrown;
  }
  throw new assert.AssertionError({ message: "nothing was thrown" });
}

const open = (path: string) => Deno.openSync(path, { read: true, write: true, create: true });

export const fileMembers: Readonly<Record<string, MemberPromise>> = {
  "openSync() reads and writes at one position that seekSync() moves"(folder) {
    using file = open(join(folder, "a"));
    assert.equal(file.writeSync(bytes("hello world")), 11);
    file.seekSync(6, Deno.SeekMode.Start);
    const into = new Uint8Array(3);
    assert.equal(file.readSync(into), 3);
    assert.equal(text(into), "wor");
    file.writeSync(bytes("LD"));
    assert.equal(file.readSync(into), null);
    file.truncateSync(5);
    assert.equal(file.statSync().size, 5);
    assert.equal(Deno.readTextFileSync(join(folder, "a")), "hello");
  },
  "openSync() makes a new file with its mode, and no second one"(folder) {
    const path = join(folder, "new");
    const make = () => Deno.openSync(path, { write: true, createNew: true, mode: 0o600 });
    make().close();
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
    assert.ok(thrownBy(make) instanceof Deno.errors.AlreadyExists);
  },
  "tryLockSync() holds off every other opening of the file, until unlocked or closed"(folder) {
    using one = open(join(folder, "lock"));
    using other = open(join(folder, "lock"));
    assert.equal(one.tryLockSync(true), true);
    assert.equal(other.tryLockSync(true), false);
    assert.equal(other.tryLockSync(false), false);
    one.unlockSync();
    assert.equal(other.tryLockSync(true), true);
    other.close();
    assert.equal(one.tryLockSync(true), true);
  },
  "tryLockSync() shares what nobody has alone, and changes the mode"(folder) {
    using one = open(join(folder, "lock"));
    using other = open(join(folder, "lock"));
    assert.equal(one.tryLockSync(false), true);
    assert.equal(other.tryLockSync(false), true);
    assert.equal(other.tryLockSync(true), false);
    one.unlockSync();
    assert.equal(other.tryLockSync(true), true);
    assert.equal(one.tryLockSync(false), false);
  },
  "errors tell what the system refused, by their classes"(folder) {
    const gone = join(folder, "gone");
    Deno.writeTextFileSync(join(folder, "file"), "");
    assert.ok(thrownBy(() => Deno.statSync(gone)) instanceof Deno.errors.NotFound);
    assert.ok(thrownBy(() => Deno.openSync(gone)) instanceof Deno.errors.NotFound);
    assert.ok(thrownBy(() => Deno.removeSync(gone)) instanceof Deno.errors.NotFound);
    const inFile = thrownBy(() => Deno.readTextFileSync(join(folder, "file", "x")));
    assert.ok(inFile instanceof Deno.errors.NotADirectory);
    assert.ok(!(inFile instanceof Deno.errors.NotFound));
    assert.ok(!(new Error("plain") instanceof Deno.errors.NotFound));
  },
  async "readTextFile() and stat() reject with an error that has Deno's name"(folder) {
    const gone = join(folder, "gone");
    for (const asked of [() => Deno.readTextFile(gone), () => Deno.stat(gone)]) {
      const thrown = await asked().then(() => null, (reason: unknown) => reason);
      assert.ok(thrown instanceof Deno.errors.NotFound);
      assert.equal((thrown as Error).name, "NotFound");
    }
  },
  "statSync() tells size, inode, kind and time in whole milliseconds"(folder) {
    const path = join(folder, "a");
    Deno.writeTextFileSync(path, "abc", { mode: 0o640 });
    const { size, ino, isFile, isDirectory, mode, mtime } = Deno.statSync(path);
    assert.deepEqual([size, isFile, isDirectory, (mode ?? 0) & 0o777], [3, true, false, 0o640]);
    assert.ok((ino ?? 0) > 0 && Number.isInteger(mtime?.getTime()));
    assert.equal(Deno.statSync(folder).isDirectory, true);
  },
  async "files are copied, linked, renamed and removed"(folder) {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    Deno.writeTextFileSync(a, "one");
    Deno.copyFileSync(a, b);
    Deno.linkSync(a, c);
    assert.ok(thrownBy(() => Deno.linkSync(a, b)) instanceof Deno.errors.AlreadyExists);
    assert.equal(Deno.statSync(a).ino, Deno.statSync(c).ino);
    assert.notEqual(Deno.statSync(a).ino, Deno.statSync(b).ino);
    Deno.renameSync(c, d);
    assert.equal(Deno.realPathSync(join(folder, ".", "d")), Deno.realPathSync(d));
    Deno.chmodSync(d, 0o600);
    assert.equal((Deno.statSync(a).mode ?? 0) & 0o777, 0o600);
    Deno.removeSync(d);
    Deno.mkdirSync(join(folder, "x/y"), { recursive: true, mode: 0o700 });
    await Deno.remove(join(folder, "x"), { recursive: true });
    assert.ok(thrownBy(() => Deno.statSync(join(folder, "x"))) instanceof Deno.errors.NotFound);
  },
  async "makeTempDir() and makeTempFileSync() make what only this user reads"(folder) {
    const made = await Deno.makeTempDir({ dir: folder, prefix: "p-" });
    assert.equal((Deno.statSync(made).mode ?? 0) & 0o777, 0o700);
    assert.ok(made.startsWith(join(folder, "p-")));
    const file = Deno.makeTempFileSync({ dir: folder, prefix: ".t-" });
    assert.deepEqual([Deno.statSync(file).size, (Deno.statSync(file).mode ?? 0) & 0o777], [
      0,
      0o600,
    ]);
  },
};

export const processMembers: Readonly<Record<string, MemberPromise>> = {
  async "Command gives what a program printed and how it ended"() {
    const script = 'echo "out $A"; echo err >&2; exit 3';
    const options = { args: ["-c", script], env: { A: "1" } };
    for (
      const output of [
        await new Deno.Command("sh", options).output(),
        new Deno.Command("sh", options).outputSync(),
      ]
    ) {
      const { code, success, signal, stdout, stderr } = output;
      assert.deepEqual(
        [code, success, signal, text(stdout), text(stderr)],
        [3, false, null, "out 1\n", "err\n"],
      );
    }
  },
  async "Command that is not there is NotFound, one that may not run PermissionDenied"(folder) {
    const attempt = (program: string) =>
      Promise.resolve().then(() => new Deno.Command(program).spawn()).then(
        () => null,
        (thrown: unknown) => thrown,
      );
    assert.ok(await attempt(join(folder, "gone")) instanceof Deno.errors.NotFound);
    assert.ok(await attempt("there-is-no-such-program") instanceof Deno.errors.NotFound);
    Deno.writeTextFileSync(join(folder, "plain"), "", { mode: 0o644 });
    assert.ok(await attempt(join(folder, "plain")) instanceof Deno.errors.PermissionDenied);
  },
  async "Command feeds a program more than a pipe holds, and gives it back whole"() {
    const child = new Deno.Command("cat", { stdin: "piped", stdout: "piped" }).spawn();
    const much = "0123456789".repeat(100_000);
    const feed = async () => {
      const writer = child.stdin.getWriter();
      await writer.write(bytes(much));
      await writer.close();
    };
    const [{ stdout, code }] = await Promise.all([child.output(), feed()]);
    assert.deepEqual([code, stdout.length], [0, much.length]);
    assert.ok(text(stdout) === much);
  },
  async "Command tells the signal that ended a program"() {
    const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
    child.kill("SIGTERM");
    const { signal, success, code } = await child.status;
    assert.deepEqual([signal, success, code], ["SIGTERM", false, 143]);
  },
  async "Command ends a program when it is aborted"() {
    const stop = new AbortController();
    const child = new Deno.Command("sleep", { args: ["60"], signal: stop.signal }).spawn();
    stop.abort();
    assert.equal((await child.status).success, false);
  },
  async "addSignalListener() hears signals until it is removed"() {
    const heard = Promise.withResolvers<void>();
    // Changes nothing where nobody listens.
    Deno.addSignalListener("SIGWINCH", heard.resolve);
    const alive = setInterval(() => {}, 60_000);
    await new Deno.Command("kill", { args: ["-WINCH", String(Deno.pid)] }).output();
    await heard.promise;
    clearInterval(alive);
    Deno.removeSignalListener("SIGWINCH", heard.resolve);
  },
  async "connect() carries bytes both ways, as many as there are, to the end"(folder) {
    const path = join(folder, "s");
    const server = createServer((peer) => peer.pipe(peer));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const connection = await Deno.connect({ transport: "unix", path });
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
    await new Promise<void>((resolve) => server.close(() => resolve()));
  },
  async "connect() to nobody is NotFound or ConnectionRefused"(folder) {
    const attempt = (path: string) =>
      Deno.connect({ transport: "unix", path }).then(() => null, (thrown: unknown) => thrown);
    assert.ok(await attempt(join(folder, "gone")) instanceof Deno.errors.NotFound);
    Deno.writeTextFileSync(join(folder, "file"), "");
    assert.ok(await attempt(join(folder, "file")) instanceof Deno.errors.ConnectionRefused);
  },
  "facts of this process are there"() {
    assert.ok(Deno.pid > 0 && Deno.cwd().length > 0 && Deno.memoryUsage().rss > 0);
    assert.equal(Deno.env.get("NOBODY_HAS_SET_THIS"), undefined);
    assert.equal(Deno.build.os, "linux");
  },
};
