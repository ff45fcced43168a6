import assert from "node:assert/strict";
import { tryFileLock } from "@/locks/file_lock.ts";
import { LockError } from "@/locks/lock_error.ts";
import { lockStatus } from "@/locks/lock_status.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

for (const strategy of ["flock", "exclusive-file"] as const) {
  for (const target of ["there", "not there", "a lock file"] as const) {
    Deno.test(`S4: ${strategy} takes no lock through a link to what is ${target}`, () => {
      using folder = tempFolder();
      const path = folder.file("notes.json.lock");
      const bashrc = folder.file("bashrc");
      const text = { "there": "alias x=y\n", "not there": null, "a lock file": "free\n" }[target];
      if (text !== null) Deno.writeTextFileSync(bashrc, text);
      Deno.symlinkSync(bashrc, path);
      assert.throws(() => tryFileLock(path, { strategy }), (thrown: unknown) => {
        assert.ok(thrown instanceof LockError);
        assert.match(thrown.message, /symbolic link/);
        return thrown.code === "LOCK_UNAVAILABLE";
      });
      assert.throws(() => lockStatus(path), LockError);
      if (text === null) assert.throws(() => Deno.lstatSync(bashrc), Deno.errors.NotFound);
      else assert.equal(Deno.readTextFileSync(bashrc), text);
      assert.ok(Deno.lstatSync(path).isSymlink);
    });
  }
}
