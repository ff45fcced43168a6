import assert from "node:assert/strict";
import { fileLock } from "@/locks/file_lock.ts";
import { fileLockContract } from "@tests/support/file_lock_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

fileLockContract("flock");
fileLockContract("exclusive-file");

Deno.test("fileLock() makes folders and file, and leaves the file there", async () => {
  using folder = tempFolder();
  const path = folder.file("state/deeper/log.lock");
  await (await fileLock(path)).release();
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.equal((Deno.statSync(folder.file("state")).mode ?? 0) & 0o777, 0o700);
  assert.match(Deno.readTextFileSync(path), /^free *\n$/);
});

Deno.test("fileLock() cares for nothing that is written in the file (T32)", async () => {
  using folder = tempFolder();
  const path = folder.file("log.lock");
  const recycled = JSON.stringify({
    pid: Deno.pid,
    host: Deno.hostname(),
    startedAt: "",
    since: "",
  });
  for (const stale of ["", "{", "1234\n", recycled, "1234\n".padEnd(5_000)]) {
    Deno.writeTextFileSync(path, stale);
    await using _lock = await fileLock(path, { timeoutMs: 0, holder: "me" });
    const written = Deno.readTextFileSync(path);
    assert.equal(JSON.parse(written).command, "me");
    assert.equal(written.trim().split("\n").length, 1);
  }
});
