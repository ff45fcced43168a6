import assert from "node:assert/strict";
import { createSpacedBackups } from "@/app/lists/spaced_backups.ts";
import type { Config } from "@/config/config.ts";
import { listBackupEnvironment } from "@/config/backup_environment.ts";
import { environmentNames } from "@/config/environment_names.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { SyncError } from "@/domain/errors.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { createSimulatedTime } from "@tests/simulation/simulated_time.ts";

const config = {} as Config;

Deno.test("createSpacedBackups() makes one at a time, apart, and passes by those that fail or stop waiting", async () => {
  const { runtime, pass, nowMs } = createSimulatedTime(chanceBy(1));
  const spaced = createSpacedBackups(runtime);
  const made: (readonly [string, number])[] = [];
  const of = async (name: string, ms: number, signal = new AbortController().signal) => {
    const backup = await spaced(() =>
      Promise.resolve({
        lastAt: () => null,
        async make() {
          made.push([name, nowMs()]);
          await new Promise<void>((resolve) => runtime.after(ms, resolve));
          if (name === "b") throw new SyncError("INTERNAL", "no disk");
          return [];
        },
      })
    )(config);
    return await backup?.make(signal);
  };
  const stop = new AbortController();
  const all = [of("a", 1_000), of("b", 50_000), of("c", 1, stop.signal), of("d", 1)];
  all[2]?.catch(() => {});
  const failed = refusal(all[1] ?? assert.fail());
  await pass(30_000);
  stop.abort(new SyncError("ABORTED", "stopped"));
  await pass(120_000);
  assert.deepEqual(made, [["a", 0], ["b", 20_000], ["d", 70_000]]);
  assert.equal((await failed).message, "no disk");
  assert.equal((await refusal(all[2] ?? assert.fail())).code, "ABORTED");
});

Deno.test("a backup of one list of many goes by its file alone, whatever the service's environment says", () => {
  const file = "/lists/anna/config.toml";
  const environment = listBackupEnvironment({ profile: null, file, store: null } as Config);
  assert.equal(environment["VIKUNJA_SYNC_CONFIG"], file);
  const said = environmentNames.filter((name) => environment[name] === undefined);
  assert.deepEqual(said, [
    "HOME",
    "USERPROFILE",
    "XDG_RUNTIME_DIR",
    "NODE_TLS_REJECT_UNAUTHORIZED",
  ]);
  for (const name of ["VIKUNJA_TOKEN", "VIKUNJA_URL", "VIKUNJA_SYNC_STORE", "TASKDATA"]) {
    assert.equal(environment[name], "");
  }
});
