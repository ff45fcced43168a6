import assert from "node:assert/strict";
import { lockedReadJson, lockedUpdateJson, lockedWriteJson } from "@/locks/json_store.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { LockError } from "@/locks/lock_error.ts";
import { StateError } from "@/locks/state_error.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

const strategies = ["flock", "exclusive-file"] as const;
const names = (path: string) => [...Deno.readDirSync(path)].map(({ name }) => name).toSorted();
const failure = (work: Promise<unknown>) => work.then(() => null, (thrown: unknown) => thrown);

async function stateErrorOf(work: Promise<unknown>): Promise<StateError> {
  const error = await failure(work);
  assert.ok(error instanceof StateError, `not refused: ${error}`);
  return error;
}

Deno.test("lockedUpdateJson() starts from the default, a value or what makes one, and writes what it returns", async () => {
  using folder = tempFolder();
  const path = folder.file("deep/er/state.json");
  const initial = { users: ["anna"] };
  const add = (state: typeof initial) => {
    state.users.push("bob");
    return state;
  };
  assert.deepEqual(await lockedUpdateJson(path, add, { default: initial }), {
    users: ["anna", "bob"],
  });
  assert.deepEqual(initial, { users: ["anna"] }, "the default was changed");
  const other = folder.file("other.json");
  await lockedUpdateJson(other, add, { default: () => ({ users: [] }) });
  assert.equal(Deno.readTextFileSync(other), '{\n  "users": [\n    "bob"\n  ]\n}\n');
  assert.equal((await stateErrorOf(lockedReadJson(folder.file("none")))).code, "STATE_MISSING");
});

Deno.test("lockedWriteJson() and lockedReadJson() keep Unicode exactly", async () => {
  using folder = tempFolder();
  const path = folder.file("état 📦\n二.json");
  const text = '\u0000\u001f\u2028\ufeff é e\u0301 😀 \ud800 \\ " </script> ﷽';
  await lockedWriteJson(path, { [text]: text });
  assert.deepEqual(await lockedReadJson(path), { [text]: text });
  assert.deepEqual(names(folder.path), ["état 📦\n二.json", "état 📦\n二.json.lock"]);
});

for (const strategy of strategies) {
  Deno.test(`lockedUpdateJson() whose update throws changes and leaves nothing with ${strategy}`, async () => {
    using folder = tempFolder();
    const path = folder.file("state.json");
    await lockedWriteJson(path, { n: 1 }, { strategy });
    const before = names(folder.path);
    const reason = new Error("no");
    const thrown = await failure(
      lockedUpdateJson(path, () => Promise.reject(reason), { strategy }),
    );
    assert.equal(thrown, reason);
    for (const value of [undefined, 1n, () => 1]) {
      const update = lockedUpdateJson<unknown>(path, () => value, { strategy });
      assert.equal((await stateErrorOf(update)).code, "STATE_VALUE");
    }
    assert.deepEqual(await lockedReadJson(path, { strategy }), { n: 1 });
    assert.deepEqual(names(folder.path), before);
  });
}

Deno.test("lockedUpdateJson() inside of itself is an error at once; on another file it is none", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  Deno.symlinkSync(path, folder.file("same.json"));
  for (const name of ["state.json", "same.json"]) {
    const nested = lockedUpdateJson<unknown>(path, async () => {
      return await lockedReadJson(folder.file(name), { default: 1, timeoutMs: Infinity });
    }, { default: 0 });
    const error = await failure(nested);
    assert.ok(error instanceof LockError && error.code === "LOCK_NESTED", String(error));
  }
  const both = lockedUpdateJson<unknown>(path, async () => {
    return await lockedReadJson(folder.file("other.json"), { default: 7 });
  }, { default: 0 });
  assert.equal(await both, 7);
});

Deno.test("lockedWriteJson() keeps mode and owner and follows symbolic links to their target", async () => {
  using folder = tempFolder();
  const target = folder.file("data/state.json");
  Deno.mkdirSync(folder.file("data"));
  Deno.symlinkSync("data/state.json", folder.file("second"));
  Deno.symlinkSync("second", folder.file("first"));
  await lockedWriteJson(folder.file("first"), 1);
  Deno.chmodSync(target, 0o640);
  const isRoot = Deno.uid() === 0;
  if (isRoot) Deno.chownSync(target, 1234, 4321);
  await lockedWriteJson(folder.file("first"), 2);
  const { mode, uid, gid } = Deno.statSync(target);
  assert.equal((mode ?? 0) & 0o777, 0o640);
  if (isRoot) assert.deepEqual([uid, gid], [1234, 4321]);
  assert.ok(Deno.lstatSync(folder.file("first")).isSymlink);
  assert.deepEqual(names(folder.file("data")), ["state.json", "state.json.lock"]);
});

Deno.test("lockedReadJson() of a file cut at any byte gives the default and keeps it beside (T14)", async () => {
  using folder = tempFolder();
  const whole = new TextEncoder().encode('{"a":["é😀",12.5,true,null]}');
  for (let length = 0; length < whole.length; length++) {
    const path = folder.file(`cut${length}`);
    Deno.writeFileSync(path, whole.subarray(0, length));
    const warnings: string[] = [];
    const options = { default: "none", warn: (line: string) => warnings.push(line) };
    assert.equal(await lockedReadJson(path, options), "none");
    assert.equal(await lockedReadJson(path, options), "none");
    await lockedUpdateJson(path, () => "new", options);
    const [kept, ...more] = names(folder.path).filter((name) =>
      name.startsWith(`cut${length}.dam`)
    );
    assert.deepEqual(more, []);
    assert.deepEqual(Deno.readFileSync(folder.file(kept ?? "")), whole.slice(0, length));
    assert.equal(warnings.length, 3);
    for (const warning of warnings) assert.ok(warning.includes(kept ?? "-"), warning);
    assert.equal(await lockedReadJson(path), "new");
    assert.deepEqual(Deno.readFileSync(folder.file(kept ?? "")), whole.slice(0, length));
  }
});

Deno.test("lockedReadJson() of damaged JSON without a default says so and touches nothing", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  Deno.writeTextFileSync(path, "{");
  const error = await stateErrorOf(lockedReadJson(path));
  assert.deepEqual([error.code, error.path], ["STATE_DAMAGED", path]);
  assert.ok(error.cause instanceof SyntaxError);
  assert.deepEqual(names(folder.path), ["state.json", "state.json.lock"]);
});

Deno.test("a folder in place of the file is an error with code, path and cause", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  Deno.mkdirSync(path);
  for (const work of [lockedReadJson(path), lockedWriteJson(path, 1)]) {
    const error = await stateErrorOf(work);
    assert.deepEqual([error.code, error.path], ["STATE_UNAVAILABLE", path]);
    assert.ok(error.cause instanceof Error);
  }
  Deno.mkdirSync(folder.file("b.json.lock"));
  const refused = await failure(lockedWriteJson(folder.file("b.json"), 1));
  assert.ok(refused instanceof LockError && refused.code === "LOCK_UNAVAILABLE");
  assert.deepEqual(names(path), []);
});

Deno.test("a pipe in place of the file or of its lock is an error, and nobody waits for its other end", async () => {
  using folder = tempFolder();
  const path = folder.file("state.json");
  const pipe = (at: string) => new Deno.Command("mkfifo", { args: [at] }).outputSync();
  pipe(path);
  for (const work of [lockedReadJson(path), lockedWriteJson(path, 1)]) {
    const error = await stateErrorOf(work);
    assert.equal(error.code, "STATE_UNAVAILABLE");
    assert.match(error.message, /is a pipe, a socket or a device/);
  }
  const other = folder.file("b.json");
  pipe(`${other}.lock`);
  for (const strategy of ["flock", "exclusive-file"] as const) {
    const refused = await failure(lockedWriteJson(other, 1, { strategy, timeoutMs: 50 }));
    assert.ok(refused instanceof LockError && refused.code === "LOCK_UNAVAILABLE", strategy);
  }
  assert.throws(() => lockStatus(`${other}.lock`), LockError);
});
