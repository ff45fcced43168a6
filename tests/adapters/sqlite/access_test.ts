import assert from "node:assert/strict";
import type { SyncError } from "@/domain/errors.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { observed } from "@tests/support/log_events.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { logAt } from "@tests/support/temp_log.ts";

function refusalOf(path: string): SyncError {
  try {
    logAt(path).close();
  } catch (thrown) {
    return thrown as SyncError;
  }
  throw new Error(`${path} was opened`);
}

const modeOf = (path: string) => (Deno.statSync(path).mode ?? 0) & 0o777;

Deno.test("openLog() makes folder and file for their owner alone", async () => {
  using folder = tempFolder();
  const path = folder.file("state/deeper/log.db");
  using log = logAt(path);
  await log.store.append([{ streamId: "a", expectedVersion: 0, events: [observed("vikunja")] }]);
  assert.equal(modeOf(folder.file("state")), 0o700);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) assert.equal(modeOf(file), 0o600, file);
});

Deno.test("openLog() leaves nothing beside the log when it is closed", () => {
  using folder = tempFolder();
  logAt(folder.file("log.db")).close();
  assert.deepEqual([...Deno.readDirSync(folder.path)].map((entry) => entry.name), ["log.db"]);
});

Deno.test({
  name: "openLog() says CONFIG where the system lets nobody make a folder",
  ignore: Deno.build.os !== "linux",
  fn() {
    const error = refusalOf("/sys/kernel/vikunja-sync/log.db");
    assert.equal(error.code, "CONFIG");
    assert.match(error.hint ?? "", /VIKUNJA_SYNC_STATE_DIR/);
  },
});

Deno.test({
  name: "openLog() says CONFIG for a log of somebody else, and for a folder that is not ours",
  ignore: Deno.uid() === 0,
  async fn() {
    using folder = tempFolder();
    const path = folder.file("log.db");
    logAt(path).close();
    Deno.chmodSync(path, 0o000);
    assert.equal(refusalOf(path).code, "CONFIG");
    Deno.chmodSync(path, 0o400);
    {
      using log = logAt(path);
      const append = log.store.append([
        { streamId: "a", expectedVersion: 0, events: [observed("vikunja")] },
      ]);
      assert.equal((await refusal(append)).code, "CONFIG", "read, but not written");
    }
    Deno.chmodSync(folder.path, 0o500);
    const error = refusalOf(folder.file("other.db"));
    Deno.chmodSync(folder.path, 0o700);
    assert.equal(error.code, "CONFIG");
  },
});

Deno.test("openLog() says CONFIG where a file stands in the place of the folder", () => {
  using folder = tempFolder();
  Deno.writeTextFileSync(folder.file("state"), "");
  assert.equal(refusalOf(folder.file("state/log.db")).code, "CONFIG");
});
