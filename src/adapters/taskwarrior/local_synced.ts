import { SyncError } from "@/domain/errors.ts";
import type { LocalTaskwarrior } from "@/ports/local_taskwarrior.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { forgetLinksOf, writeNow } from "@/adapters/taskwarrior/local_taskwarrior.ts";
import type { TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import type { SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";

interface SyncedParts {
  readonly replica: TaskwarriorReplica;
  readonly synced: SyncedData;
  readonly runtime: Runtime;
}

/** The tasks of the sync server, asked for in the way of a Taskwarrior on this machine, which has no settings here. */
export function createLocalSynced({ replica, synced, runtime }: SyncedParts): LocalTaskwarrior {
  const never = new AbortController().signal;
  return {
    installation: (signal) => replica.installation(signal),
    checkData: (signal) => synced.pull(signal),
    twoVersions: () => Promise.resolve(null),
    async exported(signal) {
      await synced.pull(signal);
      return [...(await replica.exported(signal)).values()].map((task) => JSON.stringify(task));
    },
    udas: replica.udas,
    async traces(signal) {
      await synced.pull(signal);
      return await replica.traces(signal);
    },
    forgetLinks: forgetLinksOf({ replica, runtime }),
    hooksSetting: () => Promise.resolve("off"),
    settings: () => Promise.resolve([]),
    async hasTask(uuid) {
      await synced.pull(never);
      const [reading] = await replica.read([uuid], never);
      return reading?.kind === "present";
    },
    async deleteTask(uuid) {
      const write = writeNow(uuid, { kind: "delete", seen: null }, runtime);
      const [outcome] = await replica.write([write], never);
      if (outcome?.kind === "written") return;
      const why = outcome?.kind === "failed" ? outcome.error.message : "it was changed meanwhile";
      throw new SyncError("TASK_FAILED", `Cannot delete ${uuid} in Taskwarrior: ${why}`);
    },
  };
}
