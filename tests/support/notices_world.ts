import { createMemoryDisk } from "@/adapters/memory/disk.ts";
import { openMemoryLog } from "@/adapters/memory/log.ts";
import { createMemoryNoticeSets } from "@/adapters/memory/notice_sets.ts";
import { startProcess } from "@/adapters/memory/process.ts";
import { createInspect } from "@/app/inspect.ts";
import { createNotices } from "@/app/notify/notices.ts";
import type { SyncEvent } from "@/domain/events.ts";
import type { NoticeTarget } from "@/domain/notice.ts";
import { SyncError } from "@/domain/errors.ts";
import { markup } from "@/mapping/markup.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { CheckOptions, CheckOutcome, ToldNotice } from "@/ports/notices.ts";
import type { Telling } from "@/ports/notifier.ts";
import { logProjections } from "@/projections/log_projections.ts";
import { chanceBy } from "@tests/simulation/chance.ts";
import { configOf, configPath, server } from "@tests/config/support.ts";
import { createVirtualTime } from "@tests/simulation/vikunja/virtual_time.ts";

type Notices = ReturnType<typeof createNotices>;

export interface NoticesWorld {
  readonly notices: Notices;
  readonly warnings: string[];
  /** Whose tasks these are, as the log knows it. */
  me: string | null;
  /** What `notify new` reads. */
  input: string;
  /** Targets that cannot be had. */
  readonly down: Set<NoticeTarget>;
  readonly told: (readonly [target: NoticeTarget, telling: Telling])[];
  append(streamId: string, ...events: readonly SyncEvent[]): Promise<void>;
  /** What the terminal shows, `kind title`. */
  check(options?: Partial<CheckOptions>): Promise<readonly string[]>;
  checked(options?: Partial<CheckOptions>): Promise<{
    readonly shown: readonly ToldNotice[];
    readonly outcome: CheckOutcome;
  }>;
  later(ms: number): void;
  /** Another process on the same state folder. */
  another(): Notices;
}

const { signal } = new AbortController();
const startedAt = "2026-11-21T12:00:00.000Z";

/** Notices over a log and sets in memory, by a clock that stands; `config`: text of the configuration file. */
export async function noticesWorld(config = ""): Promise<NoticesWorld> {
  const disk = createMemoryDisk();
  const { runtime } = createVirtualTime(startedAt, chanceBy(1));
  let lateMs = 0;
  const now = () => new Date(runtime.now().getTime() + lateMs);
  const openLog: OpenLog = () =>
    Promise.resolve(
      openMemoryLog({ projections: logProjections, now, process: startProcess(disk) }),
    );
  const settings = await configOf({ env: server, files: { [configPath]: config } });
  const inspect = createInspect({
    selection: [],
    server: null,
    openLog,
    openLogToName: openLog,
    unloggedFailure: () => null,
    waitingWakes: () => null,
  });
  let processes = 0;

  function another(): Notices {
    const name = `process ${++processes}`;
    const told = tellers(world);
    return createNotices({
      config: settings,
      sets: () => createMemoryNoticeSets(startProcess(disk), runtime),
      areSetsThere: () => disk.notices.size > 0,
      inspect: () => Promise.resolve(inspect),
      loadForCheck: () =>
        Promise.resolve({
          openLog,
          accountNameIn: () => world.me,
          loadMarkup: () => Promise.resolve(markup),
          notifiers: {
            command: () => told("command"),
            desktop: () => told("desktop"),
            ntfy: () => told("ntfy"),
            webhook: () => told("webhook"),
          },
          readText: () => Promise.reject(new Error("nothing is read here")),
        }),
      readLines: () => Promise.resolve(world.input),
      processes: { own: () => name, isGone: () => false },
      runtime: { now },
      warn: (line) => void world.warnings.push(line),
    });
  }

  const world: NoticesWorld = {
    get notices() {
      return first;
    },
    warnings: [],
    me: "ada",
    input: "",
    down: new Set(),
    told: [],
    async append(streamId, ...events) {
      using log = await openLog();
      const expectedVersion = log?.store.streamVersion(streamId) ?? 0;
      await log?.store.append([{ streamId, expectedVersion, events }]);
    },
    async checked(options = {}) {
      const given = { set: "check", to: null, command: null, redeliverAfterMs: 60_000, ...options };
      let shown: readonly ToldNotice[] = [];
      const print = (notices: readonly ToldNotice[]) => void (shown = notices);
      const outcome = await first.check(given, print, signal);
      return { shown, outcome };
    },
    async check(options) {
      const { shown } = await world.checked(options);
      return shown.map(({ kind, title }) => title === null ? kind : `${kind} ${title}`);
    },
    later: (ms) => void (lateMs += ms),
    another,
  };
  const first = another();
  return world;
}

function tellers(world: NoticesWorld) {
  return (target: NoticeTarget) => ({
    tell(telling: Telling) {
      if (world.down.has(target)) {
        const error = new SyncError("NOTIFY_FAILED", `Cannot tell the ${target}: it ended with 1`, {
          retryable: true,
        });
        return Promise.reject(error);
      }
      world.told.push([target, telling]);
      return Promise.resolve();
    },
  });
}
