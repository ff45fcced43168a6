import assert from "node:assert/strict";
import { join } from "node:path";
import { runCommand } from "@/adapters/system/configuration_sources.ts";
import { fileMode } from "@/adapters/system/file_rights.ts";

Deno.test("runCommand() gives what a program prints and how it ended, and no input to it", async () => {
  const ended = await runCommand(["/bin/sh", "-c", "cat; echo out; echo err >&2; exit 3"]);
  assert.deepEqual(ended, { code: 3, stdout: "out\n", stderr: "err\n" });
});

Deno.test("runCommand() rejects when there is no such program", async () => {
  await assert.rejects(() => runCommand(["/no/such/program"]), Deno.errors.NotFound);
});

Deno.test("fileMode() gives the permission bits, and null of what is not there", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "token");
    await Deno.writeTextFile(file, "x", { mode: 0o640 });
    await Deno.chmod(file, 0o640);
    assert.equal((await fileMode(file) ?? 0) & 0o777, 0o640);
    assert.equal(await fileMode(join(folder, "none")), null);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
