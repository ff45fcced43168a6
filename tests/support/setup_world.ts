import type { MissingUda } from "@/ports/udas.ts";
import type { DoctorDeps } from "@/app/doctor/examination.ts";
import type { Config } from "@/config/config.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { Daemon, SocketPlace } from "@/ports/daemon.ts";
import type { Log } from "@/ports/log.ts";
import type { LockedFileStatus } from "@/ports/locked_files.ts";
import type { ProgramResult } from "@/ports/programs.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { configOf, configPath } from "@tests/config/support.ts";
import { createVirtualTime, type VirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";
import { type MemoryTextFiles, memoryTextFiles } from "@tests/support/memory_text_files.ts";
import { memoryWebhookStore } from "@tests/support/memory_webhook_store.ts";
import { type SandboxAccount, sandboxAccount } from "@tests/support/sandbox_account.ts";

export const stateDir = "/home/ada/.local/state/vikunja-sync";

/** A Taskwarrior as far as set-up looks at it. */
interface LocalList {
  failure: SyncError | null;
  both: { readonly what: string; readonly mend: string } | null;
  missingLines: readonly string[];
  /** What keeps the taskrc from being written. */
  readOnly: Error | null;
  hooks: string;
  settings: readonly string[];
  hooksFolder: string;
  readonly tasks: Set<string>;
  /** Tasks that note an id of Vikunja. */
  readonly noted: Set<string>;
  onDelete: (uuid: string) => void;
}

export interface SetupWorld {
  readonly deps: DoctorDeps;
  readonly time: VirtualTime;
  readonly server: SandboxAccount;
  readonly files: MemoryTextFiles;
  readonly list: LocalList;
  /** What people were asked, and what they answer. */
  readonly asked: string[];
  answer: boolean | null;
  readonly warnings: string[];
  daemon: Daemon | null;
  socket: SocketPlace;
  log: Log | null;
  logFailure: SyncError | null;
  lock: Pick<LockedFileStatus, "state" | "holder">;
  spoolBytes: number;
  /** Programs that are there. */
  readonly programs: Map<string, (words: readonly string[]) => ProgramResult>;
  readonly ran: string[];
}

export interface WorldOptions {
  /** Text of the configuration file. */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly token?: (server: SandboxAccount) => string;
}

/** A machine on which nothing is wrong, with a server in this process; nothing real is touched or waited for. */
export async function setupWorld(options: WorldOptions = {}): Promise<SetupWorld> {
  const time = createVirtualTime("2026-05-01T12:00:00Z", chanceBy(1));
  const { runtime } = time;
  const server = sandboxAccount(runtime);
  const text = options.config ?? "";
  const token = options.token?.(server) ?? server.token;
  const env: Readonly<Record<string, string>> = {
    VIKUNJA_URL: server.url,
    VIKUNJA_TOKEN: token,
    ...options.env,
  };
  const config: Config = await configOf({ env, files: { [configPath]: text } });
  const files = memoryTextFiles(
    { [configPath]: text, [`${stateDir}/log.db`]: "", "/opt/vikunja-sync": "" },
    () => runtime.now().getTime(),
  );
  const list: LocalList = {
    failure: null,
    both: null,
    missingLines: [],
    readOnly: null,
    hooks: "on",
    settings: ["data.location=/home/ada/.task"],
    hooksFolder: "/home/ada/.task/hooks",
    tasks: new Set(),
    noted: new Set(),
    onDelete: () => {},
  };
  const world: SetupWorld = {
    time,
    server,
    files,
    list,
    asked: [],
    answer: null,
    warnings: [],
    daemon: null,
    socket: { kind: "nothing" },
    log: null,
    logFailure: null,
    lock: { state: "free", holder: null },
    spoolBytes: 0,
    programs: new Map(),
    ran: [],
    deps: {
      config,
      io: {
        warn: (line) => void world.warnings.push(line),
        onRequest: null,
        confirm(question) {
          world.asked.push(question);
          return Promise.resolve(world.answer);
        },
      },
      version: "1.2.3",
      runtime,
      files,
      run(words) {
        world.ran.push(words.join(" "));
        return Promise.resolve(world.programs.get(words[0] ?? "")?.(words) ?? null);
      },
      env: (name) => ({ HOME: "/home/ada", PATH: "/usr/bin", ...env })[name],
      ownCommand: (command) => ["/opt/vikunja-sync", command],
      openAccount: server.open,
      openTaskwarrior: () => localTaskwarrior(list),
      daemons: {
        noted: () => null,
        look: () => world.socket,
        connect: () => Promise.resolve(world.daemon),
      },
      webhookStore: memoryWebhookStore(),
      spool: {
        provide: () => {},
        bytes: () => Promise.resolve(world.spoolBytes),
        remove: () => Promise.resolve(),
      },
      openLog: () =>
        world.logFailure === null ? Promise.resolve(world.log) : Promise.reject(world.logFailure),
      lastBackupAt: () => null,
      listStand: () => Promise.resolve(null),
      lockStatus: (file) => ({
        file,
        lockFile: file,
        held: world.lock.state !== "free",
        state: world.lock.state,
        pid: world.lock.holder?.pid ?? null,
        holder: world.lock.holder,
        recordLocks: false,
      }),
    },
  };
  return world;
}

function lackingNotes({ missingLines }: LocalList): MissingUda {
  return {
    name: "notes",
    keeps: "notes",
    lines: missingLines,
    otherType: null,
    isLeftOut: false,
  };
}

function localTaskwarrior(list: LocalList): ReturnType<DoctorDeps["openTaskwarrior"]> {
  return {
    installation() {
      if (list.failure !== null) return Promise.reject(list.failure);
      const { hooksFolder } = list;
      return Promise.resolve({ version: "3.4.1", dataFolder: "/home/ada/.task", hooksFolder });
    },
    checkData: () => Promise.resolve(),
    twoVersions: () => Promise.resolve(list.both),
    exported: () => Promise.resolve([]),
    udas: {
      missing: () => Promise.resolve(list.missingLines.length === 0 ? [] : [lackingNotes(list)]),
      addMissing() {
        if (list.readOnly !== null) return Promise.reject(list.readOnly);
        const lines = list.missingLines.length;
        list.missingLines = [];
        return Promise.resolve({ file: "/home/ada/.taskrc", lines });
      },
      ownLines: () => [],
      removeLines() {},
    },
    traces: () => Promise.resolve({ noted: [...list.noted], values: {} }),
    forgetLinks(uuids) {
      for (const uuid of uuids) list.noted.delete(uuid);
      return Promise.resolve([]);
    },
    hooksSetting: () => Promise.resolve(list.hooks),
    settings: () => Promise.resolve(list.settings),
    hasTask: (uuid) => Promise.resolve(list.tasks.has(uuid)),
    deleteTask(uuid) {
      list.tasks.delete(uuid);
      list.onDelete(uuid);
      return Promise.resolve();
    },
  };
}
