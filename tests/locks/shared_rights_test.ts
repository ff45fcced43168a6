import assert from "node:assert/strict";
import { resolve } from "node:path";
import { lockPathOf } from "@/locks/locks.ts";
import { lockedReadJson, lockedUpdateJson } from "@/locks/json_store.ts";
import { tryFileLock } from "@/locks/file_lock.ts";
import { canMount } from "@tests/support/small_disk.ts";
import { type TempFolder, tempFolder } from "@tests/support/temp_folder.ts";

const add = (path: string) =>
  lockedUpdateJson<{ n: number }>(path, ({ n }) => ({ n: n + 1 }), { default: { n: 0 } });

/** A file whose group may only read, whose list lets one more user write, and that has a note of its user's. */
const attributes = `
import os, struct, sys
acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in [
  (0x01, 6, 0xffffffff), (0x02, 6, 65534), (0x04, 4, 0xffffffff), (0x10, 6, 0xffffffff), (0x20, 0, 0xffffffff)])
path = sys.argv[2]
if sys.argv[1] == "set":
    os.setxattr(path, "system.posix_acl_access", acl)
    os.setxattr(path, "user.note", b"keep me")
else:
    print(os.getxattr(path, "system.posix_acl_access") == acl, os.getxattr(path, "user.note") == b"keep me")
`;

function python(...args: readonly string[]): string {
  const { stdout, stderr, code } = new Deno.Command("python3", {
    args: ["-c", attributes, ...args],
  })
    .outputSync();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}

function withAttributes(folder: TempFolder): string {
  const path = folder.file("shared.json");
  Deno.writeTextFileSync(path, '{"n": 1}');
  python("set", path);
  return path;
}

const isLinux = Deno.build.os === "linux";

Deno.test({
  name: "R7: an update keeps the access list and the attributes of the file",
  ignore: !isLinux,
  async fn() {
    using folder = tempFolder();
    const path = withAttributes(folder);
    for (let n = 2; n < 5; n++) assert.deepEqual(await add(path), { n });
    assert.equal(python("get", path), "True True");
    assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o660);
  },
});

Deno.test({
  name: "R7: deno task state keeps them with the permissions that it has",
  ignore: !isLinux,
  async fn() {
    using folder = tempFolder();
    const path = withAttributes(folder);
    const root = resolve(import.meta.dirname ?? ".", "../..");
    const { code, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "--quiet", "--config", `${root}/deno.json`, "state", "set", path, "/n", "7"],
    }).output();
    assert.equal(code, 0, new TextDecoder().decode(stderr));
    assert.equal(Deno.readTextFileSync(path), '{\n  "n": 7\n}\n');
    assert.equal(python("get", path), "True True");
  },
});

for (const strategy of ["flock", "exclusive-file"] as const) {
  Deno.test(`R7: the lock file of ${strategy} lets in whom the file lets in`, async () => {
    using folder = tempFolder();
    for (const mode of [0o600, 0o640, 0o664, 0o666]) {
      const path = folder.file(`${mode}.json`);
      Deno.writeTextFileSync(path, "{}");
      Deno.chmodSync(path, mode);
      if (Deno.uid() === 0) Deno.chownSync(path, 1, 100);
      await using _lock = tryFileLock(lockPathOf(path), { strategy });
      const { mode: made, gid } = Deno.statSync(`${path}.lock`);
      assert.equal((made ?? 0) & 0o777, mode);
      if (Deno.uid() === 0) assert.equal(gid, 100);
    }
  });
}

Deno.test("R7: a name that leaves just room for `.lock` can be locked, written and read", async () => {
  using folder = tempFolder();
  for (const length of [214, 250]) {
    const path = folder.file("x".repeat(length));
    assert.deepEqual(await add(path), { n: 1 });
    assert.deepEqual(await lockedReadJson(path), { n: 1 });
    await using _lock = tryFileLock(`${path}.lock`, { strategy: "exclusive-file" });
  }
});

Deno.test({
  name: "R7: a file that is mounted by itself is written in place",
  ignore: !canMount,
  async fn() {
    using folder = tempFolder();
    const [inner, outer] = [folder.file("inner.json"), folder.file("outer.json")];
    Deno.writeTextFileSync(inner, '{"n": 41, "long": "so that the new text is shorter"}');
    Deno.writeTextFileSync(outer, "");
    const mounted = (...args: readonly string[]) => new Deno.Command("mount", { args: [...args] });
    assert.ok(mounted("--bind", inner, outer).outputSync().success);
    try {
      assert.deepEqual(await add(outer), { n: 42 });
      assert.equal(Deno.readTextFileSync(inner), '{\n  "n": 42\n}\n');
      const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
      assert.deepEqual(left.filter((name) => name.endsWith(".tmp")), []);
    } finally {
      new Deno.Command("umount", { args: ["-l", outer] }).outputSync();
    }
  },
});

Deno.test({
  name: "R7: who may only read a file and its folder reads it",
  ignore: Deno.uid() !== 0,
  async fn() {
    using folder = tempFolder();
    const path = folder.file("theirs.json");
    Deno.writeTextFileSync(path, '{"n": 1}');
    Deno.chmodSync(path, 0o644);
    Deno.chmodSync(folder.path, 0o755);
    assert.equal(
      await asNobody(folder, "console.log(JSON.stringify(await lockedReadJson(path)));", path),
      '{"n":1}',
    );
    assert.throws(() => Deno.statSync(`${path}.lock`), Deno.errors.NotFound);
  },
});

Deno.test({
  name: "R7: a file of somebody else who lets us write is written, and stays theirs",
  ignore: !isLinux || Deno.uid() !== 0,
  async fn() {
    using folder = tempFolder();
    const path = folder.file("shared.json");
    Deno.writeTextFileSync(path, '{"n": 41, "long": "so that the new text is shorter"}');
    Deno.chmodSync(path, 0o666);
    Deno.chmodSync(folder.path, 0o777);
    const change =
      "await lockedUpdateJson(path, ({ n }) => ({ n: n + 1 }), { default: { n: 0 } });";
    assert.equal(await asNobody(folder, change, path), "");
    assert.equal(Deno.readTextFileSync(path), '{\n  "n": 42\n}\n');
    const { uid, mode } = Deno.statSync(path);
    assert.deepEqual([uid, (mode ?? 0) & 0o777], [0, 0o666]);
    const names = [...Deno.readDirSync(folder.path)].map(({ name }) => name).toSorted();
    assert.deepEqual(names, ["main.ts", "shared.json", "shared.json.lock"]);
  },
});

/** What a process of nobody's writes to stdout that does this with the file. */
async function asNobody(folder: TempFolder, work: string, path: string): Promise<string> {
  const store = JSON.stringify(import.meta.resolve("@/locks/json_store.ts"));
  const main = folder.file("main.ts");
  const script = `
    import process from "node:process";
    import { lockedReadJson, lockedUpdateJson } from ${store};
    const path = Deno.args[0];
    process.setgid?.(65534);
    process.setuid?.(65534);
    ${work}
  `;
  Deno.writeTextFileSync(main, script);
  const root = resolve(import.meta.dirname ?? ".", "../..");
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--no-check", `--config=${root}/deno.json`, main, path],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout).trim();
}
