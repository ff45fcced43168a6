import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { tempFolder } from "@tests/support/temp_folder.ts";

const config = resolve(import.meta.dirname ?? ".", "../../deno.json");

/** `deno task …` as it is typed in that folder. */
async function task(cwd: string, args: readonly string[], stdin = "") {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "--config", config, ...args],
    ...{ cwd, stdin: "piped", stdout: "piped", stderr: "piped" } as const,
    env: { NO_COLOR: "1", INIT_CWD: cwd },
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(stdin)).catch(() => undefined);
  await writer.close().catch(() => undefined);
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

for (const strategy of ["flock", "exclusive-file"]) {
  Deno.test(`lock run --strategy ${strategy} ends as its command does, and keeps a second one out with 75`, async () => {
    using folder = tempFolder();
    const again = `"${Deno.execPath()}" task --quiet --config "${config}" lock`;
    const script = `${again} status data --json; ${again} run --timeout 0.1 data -- true; exit $?`;
    const args = ["lock", "run", "--strategy", strategy, "data", "--", "sh", "-c", script];
    const { code, stdout, stderr } = await task(folder.path, args);
    assert.equal(code, 75, stderr);
    const status = JSON.parse(stdout);
    assert.deepEqual([status.held, status.recordLocks], [true, false]);
    assert.equal(status.lockFile, join(Deno.realPathSync(folder.path), "data.lock"));
    assert.match(stderr, new RegExp(`process ${status.pid} on`));
    assert.equal(
      (await task(folder.path, ["lock", "run", "data", "--", "sh", "-c", "exit 7"])).code,
      7,
    );
    const free = await task(folder.path, ["lock", "status", "data"]);
    assert.match(free.stdout, /data\.lock: free\n.*fcntl record locks are not kept out/);
  });
}

Deno.test("lock run says 127 where there is no such command, and passes stdin and arguments on", async () => {
  using folder = tempFolder();
  const missing = await task(folder.path, ["lock", "run", "data", "--", "no-such-command"]);
  assert.deepEqual([missing.code, missing.stdout], [127, ""]);
  const args = ["lock", "run", "data", "--", "sh", "-c", 'cat; echo "$1"', "sh", "--json"];
  const { stdout } = await task(folder.path, args, "from stdin\n");
  assert.equal(stdout, "from stdin\n--json\n");
});

Deno.test("lock run --git takes the Git lock of the folder, or of the file's working copy and the file's", async () => {
  using folder = tempFolder();
  Deno.mkdirSync(folder.file(".todo2"));
  const list = ["--", "sh", "-c", "find . -name '*.lock' -size +8c | sort"];
  const root = await task(folder.path, ["lock", "run", "--git", ".", ...list]);
  assert.equal(root.stdout, "./.todo2/.git-sync.lock\n");
  const file = await task(folder.path, ["lock", "run", "--git", "data", ...list]);
  assert.equal(file.stdout, "./.todo2/.git-sync.lock\n./data.lock\n");
});

Deno.test("state set, get and update change a file by pointer, merge and patch", async () => {
  using folder = tempFolder();
  const state = (...args: string[]) => task(folder.path, ["state", ...args]);
  assert.equal((await state("set", "s.json", '{"users":["anna"],"a/b":1}')).code, 0);
  assert.equal((await state("set", "s.json", "/users/-", '"bob"')).code, 0);
  assert.equal((await state("get", "s.json", "/users/1")).stdout, '"bob"\n');
  assert.equal((await state("get", "s.json", "/a~1b", "--json")).stdout, "1\n");
  const merge = '{"a/b":null,"constructor":{"x":null,"y":1},"z":2}';
  const merged = await state("update", "s.json", "--merge", merge, "--json");
  assert.equal(merged.stdout, '{"users":["anna","bob"],"constructor":{"y":1},"z":2}\n');
  const patch = [{ op: "test", path: "/z", value: 2 }, { op: "remove", path: "/users/0" }];
  Deno.writeTextFileSync(folder.file("patch.json"), JSON.stringify(patch));
  assert.equal((await state("update", "s.json", "--patch", "patch.json")).code, 0);
  assert.equal((await state("get", "s.json", "/users/0")).stdout, '"bob"\n');
});

Deno.test("state tells apart what is not there, what does not fit and what cannot be", async () => {
  using folder = tempFolder();
  const state = (...args: string[]) => task(folder.path, ["state", ...args]);
  assert.equal((await state("get", "none.json")).code, 4);
  await state("set", "s.json", '{"a":1}');
  assert.equal((await state("get", "s.json", "/b")).code, 4);
  const patch = [{ op: "add", path: "/b", value: 1 }, { op: "test", path: "/a", value: 2 }];
  Deno.writeTextFileSync(folder.file("patch.json"), JSON.stringify(patch));
  const refused = await state("update", "s.json", "--patch", "patch.json", "--json");
  assert.deepEqual([refused.code, refused.stdout], [3, ""]);
  assert.equal(JSON.parse(refused.stderr).error.code, "STATE_CONFLICT");
  assert.equal((await state("get", "s.json", "--json")).stdout, '{"a":1}\n');
  for (const args of [["set", "s.json", "{"], ["update", "s.json"], ["get"], ["mend", "s.json"]]) {
    assert.equal((await state(...args)).code, 2, args.join(" "));
  }
});

Deno.test("state update keeps a damaged file beside it and says so", async () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file("s.json"), '{"a":');
  assert.equal((await task(folder.path, ["state", "get", "s.json"])).code, 1);
  const { code, stderr } = await task(folder.path, [
    "state",
    "update",
    "s.json",
    "--merge",
    '{"b":1}',
  ]);
  assert.equal(code, 0);
  const kept = [...Deno.readDirSync(folder.path)].find(({ name }) => name.startsWith("s.json.dam"));
  assert.equal(Deno.readTextFileSync(folder.file(kept?.name ?? "")), '{"a":');
  assert.ok(stderr.includes(kept?.name ?? "-"), stderr);
  assert.deepEqual(JSON.parse(Deno.readTextFileSync(folder.file("s.json"))), { b: 1 });
});
