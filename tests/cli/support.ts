import { nothingDone } from "@tests/support/nothing_done.ts";
import { defaultTaskwarriorSettings } from "@/mapping/taskwarrior/settings.ts";
import type { ListStand } from "@/ports/list_store.ts";
import type { SyncError } from "@/domain/errors.ts";
import type { Deps } from "@/cli/deps.ts";
import type { Io } from "@/ports/io.ts";
import { runCli } from "@/cli/run.ts";
import type { World } from "@/cli/world.ts";
import type { RunLeased } from "@/ports/leased_command.ts";
import type { Claims } from "@/ports/claims.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import type { Retries, Serve } from "@/ports/daemon.ts";
import type { Config } from "@/config/config.ts";
import type { ConfigFlags } from "@/config/read_config.ts";
import { usualMapping } from "@/config/mapping_config.ts";
import { notifyConfig } from "@/config/notify_config.ts";
import { Token } from "@/config/token.ts";
import type { Backups } from "@/ports/backups.ts";
import type { LogCare } from "@/ports/log_care.ts";
import type { Leaving } from "@/ports/leaving.ts";
import type { Notices } from "@/ports/notices.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import type { History } from "@/ports/history.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import type { Inbox } from "@/ports/inbox.ts";
import type { Held, Inspect, Repair, Sync, SyncSummary } from "@/ports/operations.ts";
import type { PageLinks } from "@/ports/page.ts";
import type { Doctor, Installation, Setup } from "@/ports/setup.ts";
import { usualTaskwarrior } from "@tests/support/usual_config.ts";

export interface CliSetting {
  readonly profiles?: readonly string[];
  /** What the commands may ask for; all else refuses. */
  readonly sync?: Partial<Sync>;
  readonly inspect?: Partial<Inspect>;
  readonly repair?: Partial<Repair>;
  readonly backups?: Partial<Backups>;
  readonly logCare?: Partial<LogCare>;
  readonly lastBackupAt?: string;
  readonly listStand?: ListStand;
  readonly held?: Partial<Held>;
  readonly inbox?: Partial<Inbox>;
  readonly claims?: Partial<Claims>;
  readonly runLeased?: RunLeased;
  readonly takingBack?: Partial<TakingBack>;
  readonly history?: Partial<History>;
  readonly edits?: Partial<TaskEdits>;
  /** Wake-ups that the hook left. */
  readonly woken?: number;
  readonly retries?: Partial<Retries>;
  readonly serve?: Partial<Serve>;
  readonly page?: Partial<PageLinks>;
  readonly installation?: Partial<Installation>;
  readonly notices?: Partial<Notices>;
  readonly leaving?: Partial<Leaving>;
  readonly doctor?: Partial<Doctor>;
  readonly setup?: Partial<Setup>;
  /** Called when the operations are wired up. */
  readonly onIo?: (io: Io) => void;
  /** Width of the terminal; `null`: none. */
  readonly columns?: number | null;
  readonly now?: () => Date;
  /** The same of stdout. */
  readonly outputColumns?: number;
  readonly isColoured?: boolean;
  readonly askText?: World["askText"];
  /** Whether somebody sits at the terminal. */
  readonly canAsk?: boolean;
  readonly pager?: (text: string) => Promise<boolean>;
  readonly answer?: boolean | null;
  readonly stop?: AbortController;
  readonly screen?: FullScreen;
  readonly wait?: (ms: number) => Promise<void>;
  readonly runSandbox?: World["runSandbox"];
  /** The words that start the program. */
  readonly program?: string;
  readonly lockedFiles?: World["lockedFiles"];
  readonly lists?: World["lists"];
  readonly serveLists?: World["serveLists"];
  /** What a configuration that needs the server fails with. */
  readonly unconfigured?: SyncError;
  readonly onFailure?: (error: SyncError) => void;
}

interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** One entry for each time a configuration was asked for. */
  readonly configured: readonly { readonly flags: ConfigFlags; readonly needsServer: boolean }[];
  readonly disposed: number;
  readonly questions: readonly string[];
}

/** Runs one command line with these operations and sees everything it writes. */
export async function cli(args: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  let stdout = "";
  let stderr = "";
  let disposed = 0;
  let now = 0;
  const configured: CliRun["configured"][number][] = [];
  const questions: string[] = [];
  const { signal } = setting.stop ?? new AbortController();
  const deps: Deps = {
    sync: () => Promise.resolve(whole<Sync>("sync", setting.sync)),
    noteFailure: (error) => Promise.resolve(setting.onFailure?.(error)),
    inspect: () => Promise.resolve(whole<Inspect>("inspect", setting.inspect)),
    repair: () => Promise.resolve(whole<Repair>("repair", setting.repair)),
    backups: () => Promise.resolve(whole<Backups>("backups", setting.backups)),
    lastBackupAt: () => Promise.resolve(setting.lastBackupAt ?? null),
    listStand: () => Promise.resolve(setting.listStand ?? null),
    logCare: () => Promise.resolve(whole<LogCare>("logCare", setting.logCare)),
    hook: () => Promise.resolve(setting.woken ?? 0),
    held: () => Promise.resolve(whole<Held>("held", setting.held)),
    inbox: () => Promise.resolve(whole<Inbox>("inbox", setting.inbox)),
    retries: () => Promise.resolve(whole<Retries>("retries", setting.retries)),
    serve: () => Promise.resolve(whole<Serve>("serve", setting.serve)),
    setup: () => Promise.resolve(whole<Setup>("setup", setting.setup)),
    doctor: () => Promise.resolve(whole<Doctor>("doctor", setting.doctor)),
    selfInstall: () => Promise.reject(new Error("nothing is installed here")),
    renewals: () => Promise.resolve([]),
    leaving: () => Promise.resolve(whole<Leaving>("leaving", setting.leaving)),
    page: () => Promise.resolve(whole<PageLinks>("page", setting.page)),
    installation: () => Promise.resolve(whole<Installation>("installation", setting.installation)),
    claims: () => Promise.resolve(whole<Claims>("claims", setting.claims)),
    edits: () => Promise.resolve(whole<TaskEdits>("edits", setting.edits)),
    takingBack: () => Promise.resolve(whole<TakingBack>("takingBack", setting.takingBack)),
    history: () => Promise.resolve(whole<History>("history", setting.history)),
    runLeased: () =>
      Promise.resolve(setting.runLeased ?? (() => Promise.reject(new Error("no runLeased")))),
    agentId: (name, withPid) => Promise.resolve(`${name ?? "agent"}${withPid ? "-pid" : ""}`),
    notices: () => Promise.resolve(whole<Notices>("notices", setting.notices)),
    [Symbol.asyncDispose]: () => {
      disposed++;
      return Promise.resolve();
    },
  };
  const code = await runCli({
    args,
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    columns: () => setting.columns ?? null,
    outputColumns: () => setting.outputColumns ?? null,
    pager: setting.pager ?? null,
    isColoured: () => setting.isColoured ?? false,
    now: setting.now ?? (() => new Date("2026-11-21T06:10:00.000Z")),
    elapsed: () => now += 1_000,
    signal,
    readConfig: (flags, needsServer) => {
      configured.push({ flags, needsServer });
      const { unconfigured } = setting;
      if (needsServer && unconfigured !== undefined) return Promise.reject(unconfigured);
      return Promise.resolve({ ...config, jobs: Number(flags.jobs ?? config.jobs) });
    },
    profiles: () => Promise.resolve(setting.profiles ?? []),
    loadDeps: () =>
      Promise.resolve((_config, io) => {
        setting.onIo?.(io);
        return deps;
      }),
    runSandbox: setting.runSandbox ?? (() => Promise.reject(new Error("no sandbox here"))),
    lockedFiles: setting.lockedFiles ?? (() => Promise.reject(new Error("no locks here"))),
    lists: setting.lists ?? (() => Promise.reject(new Error("no lists here"))),
    serveLists: setting.serveLists ?? (() => Promise.reject(new Error("no lists here"))),
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(setting.answer ?? null);
    },
    wait: setting.wait ?? (() => Promise.reject(new Error("nothing to wait for"))),
    askText: setting.askText ?? (() => Promise.resolve(null)),
    canAsk: () => setting.canAsk ?? false,
    fullScreen: () => Promise.resolve(setting.screen ?? null),
    readToken: () => Promise.reject(new Error("no token file here")),
    version: () => Promise.resolve("1.2.3"),
    program: () => setting.program ?? "vikunja-sync",
  });
  return { code, stdout, stderr, configured, disposed, questions };
}

function whole<T extends object>(name: string, part: Partial<T> | undefined): T {
  return new Proxy(part ?? {}, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (value === undefined && key !== "then") {
        throw new Error(`${name}.${String(key)} is not given`);
      }
      return value;
    },
  }) as T;
}

export const config: Config = {
  profile: null,
  server: { url: "https://v.example", token: () => Promise.resolve(new Token("tk_test")) },
  taskwarrior: usualTaskwarrior,
  stateDir: "/state",
  store: null,
  defaultProject: null,
  attributes: defaultTaskwarriorSettings.attributes,
  link: "annotation",
  tie: "vikunja",
  lockTimeoutMs: 10_000,
  jobs: 4,
  fullEveryMs: 86_400_000,
  finishedWithinMs: null,
  selection: null,
  direction: null,
  conflicts: null,
  mapping: usualMapping,
  pollEveryMs: 30_000,
  listen: null,
  page: null,
  claimsMirror: "none",
  socketPaths: ["/state/vikunja-sync.sock"],
  webhookAuth: null,
  caFile: null,
  notify: notifyConfig({}, (path) => path),
  backup: { isDaily: true, folder: "/state/backups", keep: { daily: 7, weekly: 4 } },
  file: null,
  tokenFile: null,
  isTokenInEnvironment: false,
  warnings: [],
};

export const quietSummary: SyncSummary = {
  ...nothingDone,
  linked: 1000,
  requests: 1,
  durationMs: 123,
  warnings: [],
};
