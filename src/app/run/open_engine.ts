import type { Config } from "@/config/config.ts";
import { selectionText } from "@/config/selection_words.ts";
import type { SyncError } from "@/domain/errors.ts";
import { askedIn } from "@/domain/field_places.ts";
import type { PairState } from "@/domain/state.ts";
import { loadPair } from "@/engine/pair_loader.ts";
import { pairSnapshots } from "@/app/run/pair_snapshots.ts";
import type { StoredStep } from "@/engine/actor.ts";
import { scopeOf, type ScopeWaits } from "@/engine/scope.ts";
import type { TaskEngine } from "@/engine/task_engine.ts";
import { createRepresentation } from "@/mapping/representation.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Sides } from "@/ports/sides.ts";
import { createBoundIds } from "@/app/run/bound_ids.ts";
import { comparisonOf } from "@/app/run/comparison.ts";
import { createEditClock } from "@/app/run/edit_clock.ts";
import type { EnginePorts, OpenOptions, OwnedLog, RunLog } from "@/app/run/engine_ports.ts";
import { type Filtered, filterOf, sidesOf } from "@/app/run/engine_sides.ts";
import { createLoggedFacts } from "@/app/run/facts.ts";
import { createForeseeing, type Foreseeing } from "@/app/run/foreseeing.ts";
import { labelsOfFields, mappingRulesOf } from "@/app/run/mapping_rules.ts";
import { createMarkupLoader } from "@/app/run/markup_loader.ts";
import { provideUdas } from "@/app/run/provide_udas.ts";
import type { Run } from "@/app/run/run.ts";
import { createRunCounters } from "@/app/run/run_counters.ts";
import { createRunGuard } from "@/app/run/run_guard.ts";
import { runPolicy } from "@/app/run/run_policy.ts";
import { conflictRulesOf, directionsOf, selectionBy } from "@/app/run/selection.ts";
import { showClaims } from "@/app/run/shown_claims.ts";
import { createStoredSteps } from "@/app/run/stored_steps.ts";
import { timedQuestions } from "@/app/run/timed_questions.ts";
import { engineOver } from "@/app/run/task_engine.ts";
import { nonceInstant } from "@/mapping/vikunja/nonce.ts";
import { createUnconfirmedCreates } from "@/triggers/unconfirmed_creates.ts";
import { appendLogEvents } from "@/triggers/log_events.ts";
import type { WriteGates } from "@/triggers/run_guard.ts";
import { createGoneLately, noteGone } from "@/triggers/gone_lately.ts";
import type { Cursors } from "@/triggers/run_options.ts";
import {
  checkSelectionSeen,
  everything,
  isSelectionApplied,
  selectionAccepted,
} from "@/triggers/selection_seen.ts";
import { syncRun, type SyncRunDeps } from "@/triggers/sync_run.ts";

interface EngineOptions extends OpenOptions {
  readonly config: Config;
  /** For those who wait for the log meanwhile. */
  readonly command: string;
  /** See {@link OpenRunOptions}. */
  readonly acceptsSelection?: string;
}

/** The log, both sides and the engine between them, for one run or for the many of a daemon. */
export interface OpenedEngine extends AsyncDisposable {
  readonly log: RunLog;
  /** Of the list that its host owns; `null`: it is of one host alone. */
  readonly epoch: number | null;
  readonly sides: Sides;
  readonly engine: TaskEngine;
  readonly editClock: EditClock;
  /** A pair as the log has it. */
  state(streamId: string): PairState;
  readonly foresee: Foreseeing["foresee"];
  prepare(signal: AbortSignal): Promise<void>;
  /** Called after each step that is in the log. */
  onStep(listener: (step: StoredStep) => void): void;
  /** Called where a write was not made, since its side is not as it was. */
  onRefusal(listener: (error: SyncError) => void): void;
  /** A run with counters of its own; disposing of it closes nothing. */
  lend(lent?: Lent): Run;
}

/** How a run goes together with others beside it; without: it is the only one. */
export interface Lent {
  readonly waits: ScopeWaits;
  readonly cursors: Cursors;
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
    if (!options.planOnly) await checkSelection(owned.log, options);
    const filtered = await filterOf(ports, options.config);
    return await createEngine(ports, { ...options, url, owned, signal, filtered });
  } catch (thrown) {
    await owned[Symbol.asyncDispose]();
    throw thrown;
  }
}

/** @throws {SyncError} `SELECTION`: nobody has seen yet what the configured one changes. */
async function checkSelection(
  { store, reader }: RunLog,
  { config, acceptsSelection }: Pick<EngineOptions, "config" | "acceptsSelection">,
): Promise<void> {
  const text = selectionText(config.selection, config.mapping);
  const isFirst = reader.binding("vikunja") === null && text !== everything;
  if (isFirst || acceptsSelection === text && !isSelectionApplied(reader, text)) {
    await appendLogEvents(store, [selectionAccepted(text)]);
  }
  checkSelectionSeen(reader, text);
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
  readonly filtered: Filtered | null;
  readonly url: string;
  readonly owned: OwnedLog;
  readonly signal: AbortSignal;
}

async function createEngine(given: EnginePorts, parts: Parts): Promise<OpenedEngine> {
  const { runtime } = given;
  const asking = timedQuestions(given.asking, runtime.elapsed);
  const ports = { ...given, asking };
  const { config, owned: { log }, planOnly, signal } = parts;
  const facts = createLoggedFacts(log.reader, runtime.now);
  const beforeWrite = (until: AbortSignal) => gates.check("vikunja", until);
  const plain = await sidesOf(ports, {
    facts,
    log,
    jobs: parts.jobs,
    beforeWrite,
    unconfirmed: () => known.unconfirmed(),
  });
  const steps = createStoredSteps();
  const goneLately = createGoneLately(runtime.elapsed);
  steps.hear((step) => noteGone(step, goneLately));
  const loader = createMarkupLoader(ports.loadMarkup);
  const editClock = createEditClock({
    clock: plain.vikunja.clock,
    facts,
    log: log.reader,
    now: runtime.now,
  });
  const known = {
    unconfirmed: createUnconfirmedCreates({
      log: log.reader,
      store: log.store,
      markFor: nonceInstant,
      madeIdOf: plain.vikunja.madeIdOf,
    }),
    config,
    runtime,
    representation: createRepresentation(loader.markup, mappingRulesOf(config)),
    ids: createBoundIds(log.reader, parts.url),
    editClock,
  };
  const { accountName } = plain.vikunja;
  const selection = selectionBy({ config, now: runtime.now, accountName });
  const directions = directionsOf(config);
  const conflicts = conflictRulesOf(config);
  const saysField = labelsOfFields(config);
  const policy = () =>
    runPolicy({
      ...known,
      selection: selection.now,
      directions,
      conflicts,
      saysField,
      vikunja: plain.vikunja,
    });
  const state = (streamId: string) => loadPair(streamId, log.store, pairSnapshots(log.snapshots));
  const { streamIdFor } = known.ids;
  const text = selectionText(config.selection, config.mapping);
  const isApplied = () => isSelectionApplied(log.reader, text);
  const asked = { log: log.reader, state, isApplied, policy, streamIdFor };
  const sides = parts.filtered?.(plain, asked) ?? plain;
  const refusalListeners: ((error: SyncError) => void)[] = [];
  const onRefusal = (error: SyncError) => {
    for (const listener of refusalListeners) listener(error);
  };
  void parts.owned.lost?.then(onRefusal);
  const { guard, gates } = createRunGuard(ports, {
    planOnly,
    log,
    sides,
    onRefusal,
    config,
  });
  const engine = engineOver(runtime, {
    log,
    sides: {
      taskwarrior: gates.guarded(sides.taskwarrior),
      vikunja: gates.askedBy(sides.vikunja),
    },
    options: parts,
    policy,
    prepare: loader.prepare,
    toServerClock: editClock.toServerClock,
    onStored: steps.tell,
  }, signal);
  const claimsShownBy = (scope: TaskEngine) =>
    showClaims(config.claimsMirror, {
      claims: log.claims,
      engine: scope,
      clock: ports.leaseClock,
      assigneeFor: (agent, path) => sides.vikunja.assigneeFor(agent, path, signal),
      onStep: steps.hear,
    });
  const prepare = (until: AbortSignal) =>
    planOnly ? Promise.resolve() : provideUdas(sides.taskwarrior.udas, ports.asking, facts, until);

  const foreseeing = createForeseeing({ log, policy, prepare: loader.prepare });

  function lend(lent?: Lent): Run {
    if (lent === undefined) gates.begin();
    const scope = scopeOf(engine, lent?.waits ?? "done");
    const refused = refusing(scope, gates);
    const deps: SyncRunDeps = {
      ...comparisonOf({ ...known, log, sides, engine: refused, guard, loader }),
      checkSelection: selection.check,
      goneLately,
      ...lent,
      ...(planOnly ? {} : { mirrorClaims: claimsShownBy(refused) }),
    };
    const counters = createRunCounters({ steps, vikunja: sides.vikunja, planOnly });
    return {
      runtime,
      log: log.reader,
      history: log.history,
      weigh: foreseeing.weigh,
      store: log.store,
      sides,
      engine: refused,
      editClock,
      selection: text,
      asked: askedIn(config.mapping.places),
      counters,
      compare: (options, progress, until) => syncRun(deps, options, progress, until),
      prepare,
      askedMs: asking.askedMs,
      learned: facts.news,
      [Symbol.asyncDispose]() {
        scope[Symbol.dispose]();
        counters[Symbol.dispose]();
        return Promise.resolve();
      },
    };
  }

  return {
    log,
    epoch: parts.owned.epoch ?? null,
    sides,
    engine,
    editClock,
    state,
    foresee: foreseeing.foresee,
    prepare,
    onStep: (listener) => void steps.hear(listener),
    onRefusal: (listener) => void refusalListeners.push(listener),
    lend,
    async [Symbol.asyncDispose]() {
      sides.vikunja[Symbol.dispose]();
      await parts.owned[Symbol.asyncDispose]();
    },
  };
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
