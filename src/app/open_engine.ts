import { claimedLabel } from "@/domain/claim.ts";
import type { Json } from "@/domain/json.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { Config } from "@/config/config.ts";
import type { StoredStep } from "@/engine/actor.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { createRepresentation, losesFormatting } from "@/mapping/representation.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Sides } from "@/ports/sides.ts";
import { createEditClock } from "@/app/edit_clock.ts";
import type { EnginePorts, OpenOptions, OwnedLog, RunLog } from "@/app/engine_ports.ts";
import { createLoggedFacts } from "@/app/facts.ts";
import { createMarkupLoader } from "@/app/markup_loader.ts";
import { checkProjects, isInProjects } from "@/app/projects_asked.ts";
import type { Run } from "@/app/run.ts";
import { createRunCounters } from "@/app/run_counters.ts";
import { createRunGuard } from "@/app/run_guard.ts";
import { showClaims } from "@/app/shown_claims.ts";
import { engineOver } from "@/app/task_engine.ts";
import { traced } from "@/app/traced_replica.ts";
import { provideUdas } from "@/app/provide_udas.ts";
import { firstUrl } from "@/triggers/binding.ts";
import type { WriteGates } from "@/triggers/run_guard.ts";
import { type GoneLately, syncRun, type SyncRunDeps } from "@/triggers/sync_run.ts";

interface EngineOptions extends OpenOptions {
  readonly config: Config;
  /** For those who wait for the log meanwhile. */
  readonly command: string;
}

/** The log, both sides and the engine between them, for one run or for the many of a daemon. */
export interface OpenedEngine extends AsyncDisposable {
  readonly log: RunLog;
  readonly sides: Sides;
  readonly engine: TaskEngine;
  readonly editClock: EditClock;
  prepare(signal: AbortSignal): Promise<void>;
  /** Called after each step that is in the log. */
  onStep(listener: (step: StoredStep) => void): void;
  /** A run with counters of its own; disposing of it closes nothing. */
  lend(goneLately?: GoneLately): Run;
}

/** @throws {SyncError} what {@link EnginePorts.openLog} throws; `CONFIG`: no server is set. */
export async function openEngine(
  ports: EnginePorts,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<OpenedEngine> {
  const url = ports.serverUrl();
  const owned = await ports.openLog(options.command, options, signal);
  try {
    return createEngine(ports, { ...options, url, owned, signal });
  } catch (thrown) {
    await owned[Symbol.asyncDispose]();
    throw thrown;
  }
}

/** Opens for one run, which closes what it opened. */
export async function openRun(
  ports: EnginePorts,
  options: EngineOptions,
  signal: AbortSignal,
): Promise<Run> {
  const opened = await openEngine(ports, options, signal);
  const run = opened.lend();
  return {
    ...run,
    async [Symbol.asyncDispose]() {
      await run[Symbol.asyncDispose]();
      await opened[Symbol.asyncDispose]();
    },
  };
}

interface Parts extends EngineOptions {
  readonly url: string;
  readonly owned: OwnedLog;
  readonly signal: AbortSignal;
}

function createEngine(ports: EnginePorts, parts: Parts): OpenedEngine {
  const { runtime } = ports;
  const { config, owned, planOnly } = parts;
  const { store, reader, claims } = owned.log;
  const facts = createLoggedFacts(reader, runtime.now);
  const sides = tracedSides(ports, {
    taskwarrior: ports.taskwarrior(facts),
    vikunja: ports.vikunja({
      facts,
      jobs: parts.jobs,
      isLinked: (id) => reader.streamOf(Number(id)) !== null,
    }),
  });
  const { taskwarrior, vikunja } = sides;
  const listeners = new Set<(step: StoredStep) => void>();
  const loader = createMarkupLoader(ports.loadMarkup);
  const representation = createRepresentation(loader.markup);
  const editClock = createEditClock({ clock: vikunja.clock, facts, log: reader, now: runtime.now });
  // The address may change; ids made from it may not.
  let bound: string | null = null;
  const firstUrlOf = () => (bound ??= textIn(reader.binding("vikunja")?.[firstUrl])) ?? parts.url;
  const policy = (): RunPolicy => ({
    representation,
    context: { defaultProject: vikunja.defaultProjectPath() },
    obstacles: vikunja.obstacles(),
    tieWinner: config.tie,
    taskwarriorOnly: config.claimsMirror === "assignee" ? [claimedLabel] : [],
    notesLink: config.link !== "none",
    now: runtime.now().toISOString(),
    clockOffset: editClock.offset(),
    nextStreamId: nextStreamIds(firstUrlOf()),
  });
  const { guard, gates } = createRunGuard(ports, {
    planOnly,
    log: reader,
    store,
    sides,
    checkLog: owned.log.check,
  });
  const engine = refusing(
    engineOver(runtime, {
      log: owned.log,
      sides: { taskwarrior: gates.guarded(taskwarrior), vikunja: gates.guarded(vikunja) },
      options: parts,
      policy,
      prepare: loader.prepare,
      toServerClock: editClock.toServerClock,
      onStored: (step) => {
        for (const listener of listeners) listener(step);
      },
    }, parts.signal),
    gates,
  );
  const isInScope: SyncRunDeps["isInScope"] = (look, streamId, projects) =>
    isInProjects(look, streamId, projects.map(decodeProject), {
      store,
      defaultProject: vikunja.defaultProjectPath(),
    });
  const onStep = (listener: (step: StoredStep) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const comparison: SyncRunDeps = {
    guard,
    store,
    log: reader,
    replicas: sides,
    engine,
    representation,
    // Where nobody had formatted text to read, there was none.
    losesFormatting: (notes, from) =>
      loader.isLoaded() && losesFormatting(notes, from, loader.markup),
    defaultProject: vikunja.defaultProjectPath,
    streamIdFor: (vikunjaId, createdAt) => streamIdForVikunja(firstUrlOf(), vikunjaId, createdAt),
    markFor: nonceInstant,
    isInScope,
    checkProjects: (projects, looks, signal) =>
      checkProjects(projects, looks, { isInScope, log: reader, vikunja }, signal),
    fullEveryMs: config.fullEveryMs,
    finishedWithinMs: config.finishedWithinMs,
    notesLinks: config.link !== "none",
    now: runtime.now,
    editClock,
    ...(planOnly ? {} : {
      mirrorClaims: showClaims(config.claimsMirror, {
        claims,
        engine,
        clock: ports.leaseClock,
        assigneeFor: (agent, path) => vikunja.assigneeFor(agent, path, parts.signal),
        onStep,
      }),
    }),
  };
  const prepare = (signal: AbortSignal) =>
    planOnly ? Promise.resolve() : provideUdas(taskwarrior.udas, ports.asking, facts, signal);

  return {
    log: owned.log,
    sides,
    engine,
    editClock,
    prepare,
    onStep: (listener) => void onStep(listener),
    lend(goneLately) {
      gates.begin();
      const deps = goneLately === undefined ? comparison : { ...comparison, goneLately };
      const counters = createRunCounters({
        listeners,
        requests: vikunja.requests,
        writesAllowed: () => ({ taskwarrior: 1, vikunja: vikunja.limits().writes }),
        planOnly,
      });
      return {
        runtime,
        log: reader,
        store,
        sides,
        engine,
        editClock,
        counters,
        compare: (options, progress, signal) => syncRun(deps, options, progress, signal),
        prepare,
        learned: facts.news,
        [Symbol.asyncDispose]: () => Promise.resolve(counters[Symbol.dispose]()),
      };
    },
    async [Symbol.asyncDispose]() {
      vikunja[Symbol.dispose]();
      await owned[Symbol.asyncDispose]();
    },
  };
}

function tracedSides({ tracer }: EnginePorts, { taskwarrior, vikunja }: Sides): Sides {
  return { taskwarrior: traced(taskwarrior, tracer), vikunja: traced(vikunja, tracer) };
}

function textIn(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function nextStreamIds(url: string): RunPolicy["nextStreamId"] {
  return (vikunjaId, due) => streamIdForVikunja(url, vikunjaId, due);
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
