import assert from "node:assert/strict";
import { asSyncError, SyncError } from "@/domain/errors.ts";

Deno.test("asSyncError() says what was thrown first where giving back failed as well", () => {
  const full = new SyncError("DISK_FULL", "Cannot write: the disk is full");
  try {
    using _kept = {
      [Symbol.dispose]() {
        throw new Error("Cannot let go");
      },
    };
    throw full;
  } catch (thrown) {
    assert.equal(asSyncError(thrown), full);
  }
});
