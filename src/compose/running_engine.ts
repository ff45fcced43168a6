import { forgetUnlogged } from "@/adapters/fs/failure_note.ts";
import { openDeliveryJournal } from "@/adapters/fs/delivery_journal.ts";
import { markProcess } from "@/adapters/fs/process_mark.ts";
import { drainSpool, makeSpoolFolder, spoolName } from "@/adapters/fs/spool.ts";
import { watchFolder } from "@/adapters/fs/watch_folder.ts";
import { join } from "node:path";
import { lastingWatch } from "@/compose/lasting_watch.ts";
import { fileSignature } from "@/adapters/taskwarrior/data_signature.ts";
import { systemFiles } from "@/adapters/taskwarrior/system_files.ts";
import { watchData, watchHooks } from "@/compose/watch_data.ts";
import { createTracer } from "@/adapters/system/open_telemetry.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import type { Io } from "@/ports/io.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { Claims } from "@/ports/claims.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";
import { shownByDelivery } from "@/mapping/vikunja/delivered.ts";
import type { Json } from "@/domain/json.ts";
import { createDaemon, type Daemon } from "@/triggers/daemon.ts";
import { readDelivery, readKeptWake } from "@/triggers/delivery.ts";
import type { Wake } from "@/triggers/wakes.ts";
import { createEchoes } from "@/triggers/echoes.ts";
import { createGoneLately } from "@/triggers/gone_lately.ts";
import { createTaskEdits } from "@/triggers/task_edits.ts";
import { claimsOf } from "@/compose/claims_access.ts";
import { keepReaping } from "@/compose/keep_reaping.ts";
import { createNewProjects } from "@/compose/new_projects.ts";
import { createIdleMemory } from "@/compose/idle_memory.ts";
import { type LoggedSession, openSession } from "@/compose/session.ts";

/** What woke the daemon, counted. */
export type WakeCounts = Record<"hook" | "data" | "webhook", number>;

/** The engine at work between its triggers, for one reading of the configuration. */
export interface RunningEngine {
  readonly config: Config;
  readonly daemon: Daemon;
  readonly session: LoggedSession;
  readonly wakes: WakeCounts;
  readonly claims: Claims;
  readonly edits: TaskEdits;
  /** Puts a delivery on disk, then wakes; `null`: not one of Vikunja's. */
  deliver(body: unknown): Promise<{ readonly event: string } | null>;
  /** Something is different, and nobody knows what. */
  deliverUnread(): Promise<void>;
  /** Ends after the round under way and lets go of the log; rejects with what stopped it. */
  stop(): Promise<void>;
  /** Settles when it ends by itself: the log, the disk or the binding failed. */
  readonly over: Promise<void>;
}

/** A round that does not end by then is broken off: the log knows what it had begun. */
const drainMs = 15_000;
/** Tasks that are kept in memory between two rounds: what is edited is often edited again. */
const idleActors = 100;

export async function startEngine(
  config: Config,
  io: Io,
  onRound: (error: SyncError | null, warnings: readonly string[]) => void,
): Promise<RunningEngine> {
  const stopping = new AbortController();
  const breakOff = new AbortController();
  await using stack = new AsyncDisposableStack();
  const tracer = await createTracer(Deno.env.get("OTEL_DENO") !== undefined);
  const options = { planOnly: false, jobs: config.jobs, idleActors };
  const session = stack.use(
    await openSession(config, io, "serve", options, breakOff.signal, tracer),
  );
  forgetUnlogged(config.stateDir);
  await session.prepare(breakOff.signal);
  stack.use(markProcess(config.stateDir, "daemon", Deno.pid));
  const journal = stack.use(openDeliveryJournal(`${config.stateDir}/deliveries`));
  const elapsed = () => performance.now();
  const gone = createGoneLately(elapsed);
  const echoes = createEchoes(elapsed);
  session.onStep(echoes.note);
  const newProjects = createNewProjects({
    config,
    io,
    log: session.queries,
    signal: stopping.signal,
  });
  const idle = stack.use(createIdleMemory(elapsed));
  let journalMark = 0;
  const daemon = createDaemon({
    lend: () => ({ ...session.borrow(), goneLately: gone }),
    log: session.queries,
    pollEveryMs: config.pollEveryMs,
    fullEveryMs: config.fullEveryMs,
    jobs: config.jobs,
    now: () => new Date(),
    elapsed,
    echoes,
    tracer,
    onBegin() {
      journalMark = journal.mark();
      drainSpool(config.stateDir);
    },
    onRound(error, warnings) {
      if (error === null && !daemon.owes()) journal.forget(journalMark);
      idle.note();
      newProjects.look();
      onRound(error, warnings);
    },
    signal: breakOff.signal,
  });
  const wakes: WakeCounts = { hook: 0, data: 0, webhook: 0 };
  for (const line of journal.left) daemon.wake(readKeptWake(line));
  const watched = await watchBoth(config, session, io, (by) => {
    wakes[by]++;
    daemon.wake({});
  });
  for (const watcher of watched) stack.use(watcher);
  const claims = claimsOf(
    { store: session.store, claims: session.claims },
    createLeaseClock(),
    () => config.claimsMirror === "none" ? undefined : daemon.wake({}),
  );
  stack.use(keepReaping(claims, io.warn));
  const kept = stack.move();
  const over = daemon.run(stopping.signal);
  const keep = (event: string, wake: Wake, shows: string | null = null) =>
    tracer.span("delivery", { event }, async () => {
      await journal.append(JSON.stringify(wake));
      wakes.webhook++;
      daemon.wake(shows === null ? wake : { ...wake, shows });
    });
  // Awaited by whoever asks for `over`; until then it is not unhandled.
  over.catch(() => {});

  return {
    config,
    daemon,
    session,
    wakes,
    claims,
    edits: createTaskEdits({
      open: () => daemon.borrow() as Promise<LoggedSession>,
      projectPath: decodeProject,
    }),
    async deliver(body) {
      const delivery = readDelivery(body);
      if (delivery === null || delivery.wake === null) return delivery;
      const { event, wake } = delivery;
      await keep(event, wake, shortly(shownByDelivery(body as Json)));
      return delivery;
    },
    deliverUnread: () => keep("unread", { changes: true }),
    async stop() {
      stopping.abort();
      const timer = setTimeout(() => breakOff.abort(asSyncError(stopping.signal.reason)), drainMs);
      try {
        await over;
      } finally {
        clearTimeout(timer);
        await kept.disposeAsync();
      }
    },
    over,
  };
}

/** What shows much is looked at rather than kept. */
const maxShownLength = 32_000;

function shortly(shows: string | null): string | null {
  return shows !== null && shows.length > maxShownLength ? null : shows;
}

async function watchBoth(
  { stateDir }: Config,
  session: LoggedSession,
  io: Io,
  wake: (by: "hook" | "data") => void,
): Promise<readonly Disposable[]> {
  const limit = AbortSignal.timeout(drainMs);
  const { folder } = await session.replicas.taskwarrior.identify(limit);
  const spool = makeSpoolFolder(stateDir);
  return [
    lastingWatch({
      folder: spool,
      watch: (...told) => watchFolder(spool, (name) => name === spoolName, ...told),
      signature: () => fileSignature(systemFiles, join(spool, spoolName)),
      onChange: () => wake("hook"),
      say: io.warn,
    }),
    watchData(String(folder), { onChange: () => wake("data"), say: io.warn }),
    watchHooks(await session.hooksFolder(limit), () => resendRefused(session)),
  ];
}

/** What a hook of the user's refused is tried again at once. */
function resendRefused({ engine, queries }: LoggedSession): void {
  for (const { streamId, side, dead } of queries.pendingPushes()) {
    if (side === "taskwarrior" && !dead) engine.post(streamId, { type: "Resend", side });
  }
}
