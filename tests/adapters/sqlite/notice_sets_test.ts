import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import type { SyncError } from "@/domain/errors.ts";
import { noticeSetsContract } from "@tests/support/notice_sets_contract.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";

function refusalOf(path: string): SyncError {
  try {
    openNoticeSets(path, systemRuntime)[Symbol.dispose]();
  } catch (thrown) {
    return thrown as SyncError;
  }
  throw new Error(`${path} was opened`);
}

noticeSetsContract("openNoticeSets()", () => {
  const folder = tempFolder();
  const path = folder.file("state/notices.db");
  return {
    open: () => openNoticeSets(path, systemRuntime),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

Deno.test("openNoticeSets() makes the file for its owner alone", () => {
  using folder = tempFolder();
  const path = folder.file("deeper/notices.db");
  openNoticeSets(path, systemRuntime)[Symbol.dispose]();
  assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual([...Deno.readDirSync(folder.file("deeper"))].map(({ name }) => name), [
    "notices.db",
  ]);
});

Deno.test("openNoticeSets() refuses what is no file of its own, or a newer one, and leaves it as it is", () => {
  using folder = tempFolder();
  const cases: readonly (readonly [string, () => void, string])[] = [
    [
      "text",
      () => Deno.writeTextFileSync(folder.file("text"), "dear diary\n".repeat(99)),
      "STATE_DAMAGED",
    ],
    ["empty", () => Deno.writeTextFileSync(folder.file("empty"), ""), "STATE_DAMAGED"],
    ["folder", () => Deno.mkdirSync(folder.file("folder")), "CONFIG"],
    ["newer", () => {
      openNoticeSets(folder.file("newer"), systemRuntime)[Symbol.dispose]();
      using db = new DatabaseSync(folder.file("newer"));
      db.exec("PRAGMA user_version=99");
    }, "LOG_NEWER"],
  ];
  for (const [name, make, code] of cases) {
    make();
    const size = Deno.statSync(folder.file(name)).size;
    const error = refusalOf(folder.file(name));
    assert.equal(error.code, code, name);
    assert.ok(error.message.includes(folder.file(name)));
    assert.equal(Deno.statSync(folder.file(name)).size, size);
  }
});
