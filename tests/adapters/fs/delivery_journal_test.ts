import assert from "node:assert/strict";
import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { denoArgs, spawn, spawnScript } from "@tests/support/child_process.ts";
import { deliveryJournalContract } from "@tests/support/delivery_journal_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

function leftAt(path: string): readonly string[] {
  using journal = openDeliveryJournal(path, systemRuntime);
  return journal.left;
}

deliveryJournalContract("openDeliveryJournal()", () => {
  const folder = tempFolder();
  return {
    open: () => openDeliveryJournal(folder.file("deliveries"), systemRuntime),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

Deno.test("openDeliveryJournal() makes the file for its owner alone", () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  assert.deepEqual(leftAt(path), []);
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
});

Deno.test("append() is on disk when it resolves, whatever kills the process then", async () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  await using child = spawnScript("journal_child.ts", [path]);
  assert.equal(await child.line(), "ready");
  await child.send("one");
  assert.equal(await child.line(), "stored");
  await child.send("two");
  assert.equal(await child.line(), "stored");
  child.kill("SIGKILL");
  await child.ended;
  assert.deepEqual(leftAt(path), ["one", "two"]);
});

Deno.test("a line that was cut off by a crash stays one of its own", async () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  Deno.writeTextFileSync(path, 'whole\n{"ids":[4');
  {
    using journal = openDeliveryJournal(path, systemRuntime);
    assert.deepEqual(journal.left, ["whole", '{"ids":[4']);
    await journal.append("next");
  }
  assert.deepEqual(leftAt(path), ["whole", '{"ids":[4', "next"]);
});

Deno.test("append() says DISK_FULL, spoils no other line, and goes on when there is room", async () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  // In blocks of 512 bytes: no file may grow over this; the system says so as it says «disk full».
  const limited = `trap '' XFSZ; ulimit -S -f 1; exec "$@"`;
  const command = [Deno.execPath(), ...denoArgs("journal_child.ts", [path])];
  await using child = spawn("sh", ["-c", limited, "sh", ...command]);
  assert.equal(await child.line(), "ready");
  await child.send("a".repeat(500));
  assert.equal(await child.line(), "stored");
  await child.send("b".repeat(500));
  assert.equal(await child.line(), "DISK_FULL");
  const lift = new Deno.Command("prlimit", { args: [`--pid=${child.pid}`, "--fsize=unlimited"] });
  assert.equal((await lift.output()).code, 0);
  await child.send("c".repeat(500));
  assert.equal(await child.line(), "stored");
  child.kill("SIGKILL");
  await child.ended;
  const left = leftAt(path);
  assert.equal(left[0], "a".repeat(500));
  assert.equal(left.at(-1), "c".repeat(500));
});

Deno.test("append() of one too many resolves when what stands for it is on disk", async () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  using journal = openDeliveryJournal(path, systemRuntime);
  const appended = Array.from({ length: 20_001 }, (_, n) => journal.append(String(n)));
  await journal.append("one too many");
  assert.equal(leftAt(path).at(-1), '{"changes":true}');
  await Promise.all(appended);
});

Deno.test("S3: what is left and far too long says only that there was something", () => {
  using folder = tempFolder();
  const path = folder.file("deliveries");
  Deno.writeTextFileSync(path, "x".repeat(17 * 1024 * 1024));
  using journal = openDeliveryJournal(path, systemRuntime);
  assert.deepEqual(journal.left, ['{"changes":true}']);
});
