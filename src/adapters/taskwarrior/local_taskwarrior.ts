import type { TaskwarriorPorts } from "@/adapters/taskwarrior/ports.ts";
import { hasData } from "@/adapters/taskwarrior/data_presence.ts";
import { exportTasks } from "@/adapters/taskwarrior/program/export.ts";
import { decode, quietly } from "@/adapters/taskwarrior/program/program.ts";
import type { TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import { twoVersions } from "@/adapters/taskwarrior/two_versions.ts";
import type { Push } from "@/domain/push.ts";
import { SyncError } from "@/domain/errors.ts";
import type { LocalTaskwarrior } from "@/ports/local_taskwarrior.ts";
import type { ProgramResult } from "@/ports/programs.ts";
import type { Write } from "@/ports/replica.ts";
import type { Runtime } from "@/ports/runtime.ts";

const limitMs = 30_000;

interface LocalParts {
  readonly replica: TaskwarriorReplica;
  readonly ports: TaskwarriorPorts;
  readonly runtime: Runtime;
  /** Runs the program as its user does: our own hook takes it for one of theirs. */
  readonly runAsUser: (args: readonly string[]) => Promise<ProgramResult>;
}

export function createLocalTaskwarrior(
  { replica, ports, runAsUser, runtime }: LocalParts,
): LocalTaskwarrior {
  async function said(args: readonly string[], signal: AbortSignal): Promise<string> {
    await replica.installation(signal);
    const { stdout } = await ports.program.run([...quietly, ...args], { signal, limitMs });
    return decode(stdout);
  }
  return {
    installation: (signal) => replica.installation(signal),
    checkData: async (signal) => void await replica.identify(signal),
    twoVersions: async (signal) => twoVersions(ports, await replica.installation(signal)),
    async exported(signal) {
      // A data folder that is not there is not to be made.
      await replica.identify(signal);
      const installation = await replica.installation(signal);
      const how = {
        runtime,
        uuids: null,
        maxNamed: 0,
        hasData: () => hasData(ports, installation),
        signal,
        warn: () => {},
      };
      const tasks = await exportTasks(ports.program, how);
      return [...tasks.values()].map((task) => JSON.stringify(task));
    },
    udas: replica.udas,
    traces: (signal) => replica.traces(signal),
    forgetLinks: forgetLinksOf({ replica, runtime }),
    /** Asked in a way that runs no hook, and that does not set what it asks for. */
    hooksSetting: async (signal) =>
      (await said(["rc.hooks.location=/nonexistent", "_get", "rc.hooks"], signal)).trim(),
    settings: async (signal) =>
      (await said(["rc.hooks=off", "_show"], signal)).split("\n").map((line) => line.trim()),
    async hasTask(uuid) {
      const { stdout } = await runAsUser([
        ...quietly,
        "rc.hooks=off",
        uuid,
        "status.not:deleted",
        "export",
      ]);
      return stdout.includes(uuid);
    },
    async deleteTask(uuid) {
      const { code, stderr } = await runAsUser([...quietly, uuid, "delete"]);
      if (code === 0) return;
      throw new SyncError("TASK_FAILED", `Cannot delete ${uuid} in Taskwarrior: ${stderr.trim()}`);
    },
  };
}

/** A write that no event of the log asks for. */
export function writeNow(id: string, push: Push, { now }: Pick<Runtime, "now">): Write {
  return {
    key: `${push.kind}@${id}`,
    id,
    push,
    requestedAt: now().toISOString(),
    mayHaveHappened: false,
    link: null,
    linkedComments: [],
  };
}

/** See {@link LocalTaskwarrior.forgetLinks}. */
export function forgetLinksOf(
  { replica, runtime }: Pick<LocalParts, "replica" | "runtime">,
): LocalTaskwarrior["forgetLinks"] {
  return async (uuids, signal) => {
    const push = { kind: "update", patch: {}, expected: {} } as const;
    const writes = uuids.map((id): Write => ({ ...writeNow(id, push, runtime), link: "remove" }));
    const outcomes = await replica.write(writes, signal);
    return outcomes.flatMap((outcome) => outcome.kind === "failed" ? [outcome.error.message] : []);
  };
}
