import assert from "node:assert/strict";
import { createLockedFiles } from "@/app/locked_files.ts";
import type { Json } from "@/domain/json.ts";
import type { CommandLine } from "@/ports/command_line.ts";
import type { FileLocks, HeldLock } from "@/ports/file_locks.ts";
import type { StateOptions } from "@/ports/locked_files.ts";

const { signal } = new AbortController();
const stateOptions: StateOptions = { strategy: "flock", timeoutMs: 0, warn: () => {} };

/** Locks that always can be had, and one JSON file. */
function world(content: Json) {
  const held: (readonly [lock: "file" | "git", file: string, options: HeldLock])[] = [];
  let depth = 0;
  const taking = (lock: "file" | "git"): FileLocks["withFile"] => async (file, options, work) => {
    held.push([lock, file, options]);
    depth += 1;
    try {
      return await work();
    } finally {
      depth -= 1;
    }
  };
  const ran: (readonly [command: string, locksHeld: number])[] = [];
  const files = { content };
  const locked = createLockedFiles({
    locks: {
      withFile: taking("file"),
      withGit: taking("git"),
      status: () => assert.fail("nobody asks"),
      readJson: () => Promise.resolve(files.content),
      updateJson: (_file, update) => Promise.resolve(files.content = update(files.content)),
    },
    runCommandLine({ command }: CommandLine) {
      ran.push([command, depth]);
      return Promise.resolve(3);
    },
    readText: () => Promise.resolve(""),
    warn: () => {},
  });
  return { locked, held, ran, files };
}

for (const git of [false, true]) {
  Deno.test(`run() runs the command under the ${git ? "Git lock" : "lock of the file"}`, async () => {
    const { locked, held, ran } = world({});
    const run = { file: "notes.md", command: "git", args: ["push", "-q"], git, shared: false };
    const code = await locked.run({ ...run, strategy: "flock", timeoutMs: 5 }, signal);
    assert.equal(code, 3);
    assert.deepEqual(ran, [["git", 1]]);
    const options = { strategy: "flock", timeoutMs: 5, shared: false, holder: "git push -q" };
    assert.deepEqual(held, [[git ? "git" : "file", "notes.md", options]]);
  });
}

Deno.test("get() tells the value at the pointer, and that there is none", async () => {
  const { locked } = world({ users: [{ name: "ada" }] });
  assert.equal(await locked.get("f.json", "/users/0/name", stateOptions, signal), "ada");
  await assert.rejects(locked.get("f.json", "/users/1", stateOptions, signal), {
    code: "NOT_FOUND",
    message: "Cannot find /users/1 in f.json",
  });
});

Deno.test("change() keeps the change, and nothing where it does not fit", async () => {
  const { locked, files } = world({ a: 1 });
  const set = { type: "set", pointer: "/b", value: 2 } as const;
  assert.deepEqual(await locked.change("f.json", set, stateOptions, signal), { a: 1, b: 2 });
  const patch = { type: "patch", patch: [{ op: "remove", path: "/c" }] } as const;
  await assert.rejects(async () => await locked.change("f.json", patch, stateOptions, signal), {
    code: "STATE_CONFLICT",
  });
  assert.deepEqual(files.content, { a: 1, b: 2 });
});
