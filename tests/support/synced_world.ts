import { join } from "node:path";
import { createLocalServer } from "@/adapters/taskchampion/local_server.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { openReplicaFile } from "@/adapters/taskwarrior/synced/replica_file.ts";
import { createTaskwarrior, type TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import { createSyncedData, type SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import { systemTaskwarrior } from "@/adapters/taskwarrior/system_ports.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { VersionServer } from "@/ports/version_server.ts";
import { memoryFacts } from "@tests/adapters/taskwarrior/support.ts";
import { createTaskwarrior as createTask, type Taskwarrior } from "@tests/support/taskwarrior.ts";
import { udaLines } from "@tests/support/uda_lines.ts";

interface Opened {
  readonly replica: TaskwarriorReplica;
  readonly synced: SyncedData;
  readonly warnings: readonly string[];
}

interface OpenOptions {
  /** In place of that of the folder. */
  readonly server?: VersionServer;
  readonly runtime?: Runtime;
  /** Replicas of ours have a folder each. */
  readonly name?: string;
}

/** A sync folder where replicas of ours and real Taskwarriors meet. */
export interface SyncedWorld extends AsyncDisposable {
  readonly folder: string;
  readonly server: VersionServer;
  /** As a new process of ours would. */
  open(options?: OpenOptions): Opened;
  /** A real Taskwarrior that syncs there. */
  person(): Promise<Person>;
}

export interface Person {
  readonly task: Taskwarrior;
  /** Without syncing. @throws where `task` fails. */
  offline(...args: readonly string[]): Promise<void>;
  /** Synced before and after. */
  does(...args: readonly string[]): Promise<void>;
  sync(): Promise<void>;
}

export async function createSyncedWorld(): Promise<SyncedWorld> {
  await using given = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir({ prefix: "synced-" });
  given.defer(() => Deno.remove(folder, { recursive: true }));
  const place = join(folder, "server");
  await Deno.mkdir(place);
  const server = createLocalServer(place, systemRuntime);
  const kept = given.move();
  return {
    folder,
    server,
    open: (options = {}) => openReplica(folder, { server, ...options }),
    async person() {
      const rc = [...udaLines, `sync.local.server_dir=${place}`];
      const person = personAt(await createTask("3", { rc }));
      kept.use(person.task);
      return person;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A replica of ours in a folder of its own. */
export function openReplica(
  folder: string,
  { server, runtime = systemRuntime, name = "own" }: OpenOptions & {
    readonly server: VersionServer;
  },
): Opened {
  const warnings: string[] = [];
  const warn = (line: string) => void warnings.push(line);
  const file = openReplicaFile(join(folder, name));
  const synced = createSyncedData({ list: "tests", server, file, runtime, warn });
  const env = { HOME: folder, PATH: "" };
  const replica = createTaskwarrior({
    runtime,
    ports: systemTaskwarrior({ program: "no-task", env, runtime }),
    env,
    settings: defaultTaskwarriorSettings,
    facts: memoryFacts(),
    warn,
    synced,
  });
  return { replica, synced, warnings };
}

export function personAt(task: Taskwarrior): Person {
  const offline = async (...args: readonly string[]) => {
    const { code, stderr } = await task.run(args);
    if (code !== 0) throw new Error(stderr);
  };
  const sync = () => offline("sync");
  return {
    task,
    offline,
    sync,
    async does(...args) {
      await sync();
      await offline(...args);
      await sync();
    },
  };
}
