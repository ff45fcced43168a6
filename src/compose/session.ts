import { createTaskwarrior, type TaskwarriorReplica } from "@/adapters/taskwarrior/replica.ts";
import { createVikunja, type Vikunja } from "@/adapters/vikunja/replica.ts";
import type { Io } from "@/cli/deps.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import { onServerClock } from "@/domain/clock.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Policy } from "@/domain/policy.ts";
import type { Reading, Side } from "@/domain/task.ts";
import { createOutbox } from "@/effects/outbox.ts";
import { createTaskEngine, type TaskEngine } from "@/engine/task_engine.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { OpenOptions, Session } from "@/triggers/manual_sync.ts";
import { plannedChanges } from "@/triggers/plan.ts";
import { createTally, type StoredStep } from "@/triggers/tally.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import { createLoggedFacts } from "@/compose/facts.ts";
import { isInProjects } from "@/compose/projects_asked.ts";
import { pairSnapshots } from "@/compose/pair_snapshots.ts";
import { createPlanQueue } from "@/compose/plan_queue.ts";
import { retryAt } from "@/compose/retry_times.ts";
import { copyLog, type OwnedLog, ownLog } from "@/compose/state_folder.ts";
import { provideUdas } from "@/compose/udas.ts";

/** Writes handed over in one call: more are quicker, fewer are confirmed sooner. */
const maxBatch: Readonly<Record<Side, number>> = { taskwarrior: 1_000, vikunja: 500 };

const now = () => new Date();

export interface LoggedSession extends Session {
  readonly queries: LogQueries;
}

/** Opens the log, both sides and the engine between them for one run. */
export async function openSession(
  config: Config,
  io: Io,
  command: string,
  options: OpenOptions,
  signal: AbortSignal,
): Promise<LoggedSession> {
  const server = serverOf(config);
  const owned = await openLogFor(config, command, options, signal);
  try {
    return createSession({ config, server, io, owned, options, signal });
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
}

function createSession(parts: Parts): LoggedSession {
  const { config, server, io, owned, options } = parts;
  const { store, reader } = owned.log;
  const facts = createLoggedFacts(reader, now);
  const vikunja = connectVikunja(parts, facts);
  const taskwarrior = connectTaskwarrior(config, io, facts);
  const tally = createTally();
  const planned: PlannedChange[] = [];
  const listeners: (() => void)[] = [];
  const representation = createRepresentation();
  const context = () => ({
    defaultProject: vikunja.defaultProjectPath(),
    counterpart: (id: string, to: Side) =>
      to === "taskwarrior" ? reader.streamOf(Number(id)) : textOf(reader.vikunjaIdOf(id)),
  });
  const toServerClock = (reading: Reading) => onServerClock(reading, vikunja.clockOffsetMs());
  const policy = (): Policy => ({
    representation,
    context: context(),
    tieWinner: config.tie,
    notesLink: config.link !== "none",
    now: now().toISOString(),
    nextStreamId: (vikunjaId, due) => streamIdForVikunja(server.url, vikunjaId, due),
  });
  const replicas = { taskwarrior, vikunja };
  const engine = createEngine(parts, replicas, policy, toServerClock, (step) => {
    tally.add(step);
    for (const listener of listeners) listener();
    if (options.planOnly) planned.push(...plannedChanges(step));
  });
  return {
    store,
    log: reader,
    queries: reader,
    replicas,
    engine,
    representation,
    context,
    streamIdFor: (vikunjaId) => streamIdForVikunja(server.url, vikunjaId),
    isInScope: (look, streamId, projects) =>
      isInProjects(look, streamId, projects.map(decodeProject), {
        store,
        defaultProject: vikunja.defaultProjectPath(),
      }),
    fullEveryMs: config.fullEveryMs,
    now,
    onServerClock: (reading) => toServerClock(reading),
    prepare: (signal) =>
      options.planOnly ? Promise.resolve() : provideUdas(taskwarrior.udas, io, facts, signal),
    tally,
    onStep: (listener) => void listeners.push(listener),
    planned,
    requests: vikunja.requests,
    cachedFacts: facts.news,
    writesAllowed: () => ({ taskwarrior: 1, vikunja: vikunja.limits().writes }),
    async [Symbol.asyncDispose]() {
      vikunja[Symbol.dispose]();
      await owned[Symbol.asyncDispose]();
    },
  };
}

function textOf(id: number | null): string | null {
  return id === null ? null : String(id);
}

function connectVikunja(
  { config, server, io, owned, options }: Parts,
  facts: ReturnType<typeof createLoggedFacts>,
): Vikunja {
  return createVikunja({
    url: server.url,
    token: async () => (await server.token()).reveal(),
    facts,
    jobs: options.jobs,
    defaultProject: config.defaultProject === null ? null : decodeProject(config.defaultProject),
    now,
    onRequest: io.onRequest ?? (() => {}),
    isLinked: (id) => owned.log.reader.streamOf(Number(id)) !== null,
  });
}

function connectTaskwarrior(
  config: Config,
  io: Io,
  facts: ReturnType<typeof createLoggedFacts>,
): TaskwarriorReplica {
  const { program, taskrc, taskdata } = config.taskwarrior;
  const names = ["HOME", "PATH", "XDG_CONFIG_HOME"].flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  });
  return createTaskwarrior({
    program,
    env: {
      ...Object.fromEntries(names),
      ...(taskrc === null ? {} : { TASKRC: taskrc }),
      ...(taskdata === null ? {} : { TASKDATA: taskdata }),
    },
    settings: {
      notesUda: config.notesUda,
      assigneesUda: "assignees",
      link: config.link === "uda" ? { kind: "uda", name: "vikunja_id" } : { kind: config.link },
    },
    facts,
    warn: io.warn,
  });
}

function createEngine(
  { owned, options, signal }: Parts,
  replicas: Readonly<Record<Side, TaskwarriorReplica | Vikunja>>,
  policy: () => Policy,
  toServerClock: (reading: Reading) => Reading,
  onStored: (step: StoredStep) => void,
): TaskEngine {
  return createTaskEngine({
    store: owned.log.store,
    snapshots: pairSnapshots(owned.log.snapshots),
    policy,
    onStored,
    flushAt: maxBatch.vikunja,
    queueFor: (side, answer) =>
      options.planOnly ? createPlanQueue() : createOutbox({
        replica: replicas[side],
        answer,
        retryAt: (error, attempt) => retryAt(error, attempt, now()),
        onServerClock: toServerClock,
        maxBatch: maxBatch[side],
        signal,
      }),
    supervision: {
      mailboxCapacity: 1_000,
      idleActors: 20_000,
      maxTries: 3,
      backoffMs: (attempt) => 10 * 2 ** attempt,
      delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    },
  });
}
