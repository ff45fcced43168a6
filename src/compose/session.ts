import type { TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import type { Vikunja } from "@/adapters/vikunja/replica.ts";
import type { Io } from "@/ports/io.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import { claimedLabel } from "@/domain/claim.ts";
import { SyncError } from "@/domain/errors.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { Representation } from "@/domain/representation.ts";
import type { Side } from "@/domain/task.ts";
import { createOutbox } from "@/effects/outbox.ts";
import { linkIn } from "@/engine/log_links.ts";
import { createTaskEngine, type TaskEngine } from "@/engine/task_engine.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import { createLeaseClock } from "@/adapters/system/lease_clock.ts";
import type { OpenOptions, Session } from "@/triggers/manual_sync.ts";
import type { StoredStep } from "@/triggers/tally.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { ClaimQueries, LeaseClock } from "@/ports/claims.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import { createEditClock } from "@/compose/edit_clock.ts";
import { createLoggedFacts } from "@/compose/facts.ts";
import { checkProjects, isInProjects } from "@/app/projects_asked.ts";
import { pairSnapshots } from "@/compose/pair_snapshots.ts";
import { createRunGuard } from "@/compose/run_guard.ts";
import { firstUrl } from "@/triggers/binding.ts";
import type { WriteGates } from "@/triggers/run_guard.ts";
import type { Json } from "@/domain/json.ts";
import { createPlanQueue } from "@/compose/plan_queue.ts";
import { retryAt } from "@/compose/retry_times.ts";
import { connectTaskwarrior, connectVikunja } from "@/compose/replicas.ts";
import { createMarkupLoader, type MarkupLoader } from "@/compose/markup_loader.ts";
import { traced } from "@/compose/traced_replica.ts";
import { noTracer, type Tracer } from "@/ports/tracer.ts";
import { createRunCounters, type RunCounters } from "@/compose/run_counters.ts";
import { copyLog, type OwnedLog, ownLog } from "@/compose/state_folder.ts";
import { showClaims } from "@/compose/shown_claims.ts";
import { provideUdas } from "@/app/provide_udas.ts";

/** Writes handed over in one call: more are quicker, fewer are confirmed sooner. */
const maxBatch: Readonly<Record<Side, number>> = { taskwarrior: 1_000, vikunja: 500 };

const now = () => new Date();
const leaseClock = lazyClock();

/** Made at the first look at it: most runs have no use for it. */
function lazyClock(): LeaseClock {
  let clock: LeaseClock | null = null;
  return () => (clock ??= createLeaseClock())();
}

export interface LoggedSession extends Session {
  readonly queries: LogQueries;
  readonly claims: ClaimQueries;
  readonly vikunja: Vikunja;
  /** Reads the projects anew. */
  readonly renewProjects: (signal: AbortSignal) => Promise<unknown>;
  /** Where Taskwarrior looks for hooks. */
  readonly hooksFolder: (signal: AbortSignal) => Promise<string>;
  /** The same log, sides and engine with counters of its own; disposing of it closes nothing. */
  borrow(): LoggedSession;
}

/** Opens, or lends, a session for one run. */
export type OpenSession = (
  command: string,
  options: OpenOptions,
  signal: AbortSignal,
) => Promise<LoggedSession>;

/** Opens the log, both sides and the engine between them for one run. */
export async function openSession(
  config: Config,
  io: Io,
  command: string,
  options: OpenOptions,
  signal: AbortSignal,
  tracer: Tracer = noTracer,
): Promise<LoggedSession> {
  const server = serverOf(config);
  const owned = await openLogFor(config, command, options, signal);
  try {
    return createSession({ config, server, io, owned, options, signal, tracer });
  } catch (thrown) {
    await owned[Symbol.asyncDispose]();
    throw thrown;
  }
}

function serverOf(config: Config): ServerConfig {
  if (config.server !== null) return config.server;
  throw new SyncError("CONFIG", "Cannot sync: no server is set", {
    hint: "Set VIKUNJA_URL and VIKUNJA_TOKEN_FILE, or `url` in the configuration file.",
  });
}

async function openLogFor(
  { stateDir, lockTimeoutMs }: Config,
  command: string,
  { planOnly }: OpenOptions,
  signal: AbortSignal,
): Promise<OwnedLog> {
  if (planOnly) return await copyLog(stateDir, now);
  return await ownLog({ stateDir, lockTimeoutMs, command, now }, signal);
}

interface Parts {
  readonly config: Config;
  readonly server: ServerConfig;
  readonly io: Io;
  readonly owned: OwnedLog;
  readonly options: OpenOptions;
  readonly signal: AbortSignal;
  readonly tracer: Tracer;
}

type SharedSession = Omit<LoggedSession, keyof RunCounters | "borrow">;

function createSession(parts: Parts): LoggedSession {
  const { config, server, io, owned, options, tracer } = parts;
  const { store, reader } = owned.log;
  const facts = createLoggedFacts(reader, now);
  const vikunja = connectVikunja({
    config,
    server,
    onRequest: io.onRequest,
    jobs: options.jobs,
    facts,
    isLinked: (id) => reader.streamOf(Number(id)) !== null,
  });
  const taskwarrior = connectTaskwarrior(config, facts, io.warn);
  const listeners = new Set<(step: StoredStep) => void>();
  const loader = createMarkupLoader();
  const full = createRepresentation(loader.markup);
  const representation: Representation = {
    ...full,
    losesFormatting: (notes, from) => loader.isLoaded() && full.losesFormatting(notes, from),
  };
  // The address may change; ids made from it may not.
  let bound: string | null = null;
  const firstUrlOf = () => (bound ??= textIn(reader.binding("vikunja")?.[firstUrl])) ?? server.url;
  const editClock = createEditClock({ clock: vikunja.clock, facts, log: reader, now });
  const policy = (): RunPolicy => ({
    representation,
    context: { defaultProject: vikunja.defaultProjectPath() },
    obstacles: vikunja.obstacles(),
    tieWinner: config.tie,
    taskwarriorOnly: config.claimsMirror === "assignee" ? [claimedLabel] : [],
    notesLink: config.link !== "none",
    now: now().toISOString(),
    clockOffset: editClock.offset(),
    nextStreamId: nextStreamIds(firstUrlOf()),
  });
  const isInScope: LoggedSession["isInScope"] = (look, streamId, projects) =>
    isInProjects(look, streamId, projects.map(decodeProject), {
      store,
      defaultProject: vikunja.defaultProjectPath(),
    });
  const replicas = {
    taskwarrior: traced(taskwarrior, tracer),
    vikunja: traced(vikunja, tracer),
  };
  const { stateDir } = config;
  const { planOnly } = options;
  const { guard, gates } = createRunGuard({
    ...{ stateDir, planOnly, io, log: reader, store, taskwarrior, vikunja, now },
    checkLog: owned.log.check,
  });
  const guarded = {
    taskwarrior: gates.guarded(replicas.taskwarrior),
    vikunja: gates.guarded(replicas.vikunja),
  };
  const quietly = createEngine(parts, guarded, {
    policy,
    prepare: loader.prepare,
    editClock,
    onStored: (step) => {
      for (const listener of listeners) listener(step);
    },
  });
  const engine = refusing(quietly, gates);
  const shared: SharedSession = {
    guard,
    store,
    log: reader,
    queries: reader,
    claims: owned.log.claims,
    hooksFolder: async (signal) => (await taskwarrior.installation(signal)).hooksFolder,
    ...(options.planOnly ? {} : {
      mirrorClaims: showClaims(config.claimsMirror, {
        claims: owned.log.claims,
        engine,
        clock: leaseClock,
        assigneeFor: (agent, path) => vikunja.assigneeFor(agent, path, parts.signal),
        onStep: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      }),
    }),
    replicas,
    engine,
    representation,
    defaultProject: vikunja.defaultProjectPath,
    streamIdFor: (vikunjaId, createdAt) => streamIdForVikunja(firstUrlOf(), vikunjaId, createdAt),
    markFor: nonceInstant,
    isInScope,
    checkProjects: (projects, looks, signal) =>
      checkProjects(projects, looks, { isInScope, log: reader, vikunja }, signal),
    fullEveryMs: config.fullEveryMs,
    finishedWithinMs: config.finishedWithinMs,
    notesLinks: config.link !== "none",
    now,
    editClock,
    prepare: (signal) =>
      options.planOnly ? Promise.resolve() : provideUdas(taskwarrior.udas, io, facts, signal),
    cachedFacts: facts.news,
    writesAllowed: () => ({ taskwarrior: 1, vikunja: vikunja.limits().writes }),
    vikunja,
    renewProjects: (signal) => vikunja.projectPaths("server", signal),
  };
  const lend = (close: () => Promise<void>): LoggedSession => {
    gates.begin();
    return {
      ...shared,
      ...createRunCounters(listeners, vikunja.requests, options, close),
      borrow: () => lend(() => Promise.resolve()),
    };
  };
  return lend(async () => {
    vikunja[Symbol.dispose]();
    await owned[Symbol.asyncDispose]();
  });
}

/** What a run was not allowed to write is an error of the run. */
function refusing(engine: TaskEngine, gates: WriteGates): TaskEngine {
  return {
    ...engine,
    async quiet() {
      await engine.quiet();
      const refusal = gates.refusal();
      if (refusal !== null) throw refusal;
    },
  };
}

function textIn(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function nextStreamIds(url: string): RunPolicy["nextStreamId"] {
  return (vikunjaId, due) => streamIdForVikunja(url, vikunjaId, due);
}

interface EngineParts {
  readonly policy: () => RunPolicy;
  readonly prepare: MarkupLoader["prepare"];
  readonly editClock: EditClock;
  readonly onStored: (step: StoredStep) => void;
}

function createEngine(
  { owned, options, signal }: Parts,
  replicas: Readonly<Record<Side, TaskwarriorReplica | Vikunja>>,
  { policy, prepare, editClock, onStored }: EngineParts,
): TaskEngine {
  return createTaskEngine({
    store: owned.log.store,
    snapshots: pairSnapshots(owned.log.snapshots),
    policy,
    link: linkIn(owned.log.reader),
    prepare,
    onStored,
    flushAt: maxBatch.vikunja,
    dependentsOf: owned.log.reader.dependentsOf,
    queueFor: (side, answer) =>
      options.planOnly ? createPlanQueue() : createOutbox({
        replica: replicas[side],
        answer,
        retryAt: (error, attempt) => retryAt(error, attempt, now()),
        onServerClock: editClock.toServerClock,
        maxBatch: maxBatch[side],
        signal,
      }),
    supervision: {
      mailboxCapacity: 1_000,
      idleActors: options.idleActors ?? 2_000,
      maxTries: 3,
      backoffMs: (attempt) => 10 * 2 ** attempt,
      delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  });
}
