import assert from "node:assert/strict";
import { stampOf } from "@/adapters/fs/quiet_notes.ts";

Deno.test("stampOf() of a file that changed within the second that its times tell is never the same again", async () => {
  const path = await Deno.makeTempFile({ prefix: "vikunja-sync-" });
  try {
    await Deno.writeTextFile(path, "one");
    const second = Math.floor(Date.now() / 1_000) * 1_000;
    for (const [ageMs, isSame] of [[0, false], [60_000, true]] as const) {
      await Deno.utime(path, new Date(second - ageMs), new Date(second - ageMs));
      assert.equal(stampOf(path) === stampOf(path), isSame, `${ageMs} ms ago`);
    }
    await Deno.utime(path, new Date(second), new Date(second + 1));
    assert.equal(stampOf(path), stampOf(path));
  } finally {
    await Deno.remove(path);
  }
});
