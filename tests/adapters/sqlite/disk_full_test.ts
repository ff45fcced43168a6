import assert from "node:assert/strict";
import { denoArgs, spawn } from "@tests/support/child_process.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

/** In blocks of 512 bytes: no file may grow over this; the system says so as it says «disk full». */
const maxBlocks = 2_000;

Deno.test("append() says DISK_FULL, keeps what was stored, and goes on when there is room", async () => {
  using folder = tempFolder();
  const path = folder.file("log.db");
  logAt(path).close();
  const limited = `trap '' XFSZ; ulimit -S -f ${maxBlocks}; exec "$@"`;
  const command = [Deno.execPath(), ...denoArgs("log_child.ts", ["full", path])];
  await using child = spawn("sh", ["-c", limited, "sh", ...command]);
  const [code, stored] = (await child.line() ?? "").split(" ");
  assert.equal(code, "DISK_FULL");
  assert.ok(Number(stored) > 0);

  {
    using log = logAt(path);
    assert.equal(log.store.readStream("a").length, Number(stored));
    assert.deepEqual(log.integrity(), []);
  }

  const lift = new Deno.Command("prlimit", { args: [`--pid=${child.pid}`, "--fsize=unlimited"] });
  assert.equal((await lift.output()).code, 0);
  await child.send("go on");
  assert.equal(await child.line(), `again ${Number(stored) + 1}`);
  assert.equal((await child.ended).code, 0);
});
