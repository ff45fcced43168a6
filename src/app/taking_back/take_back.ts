import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { moveId, type OperationOrigin } from "@/domain/operation_origin.ts";
import { isNothing } from "@/domain/decide/take_back/plan.ts";
import { sides } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";
import {
  operationToTakeBack,
  type Pasts,
  pastsSince,
  type TakenOperation,
  type TakenPart,
} from "@/app/taking_back/pasts.ts";
import { isWorthTelling, toldTask } from "@/app/taking_back/told.ts";
import { refusalOf } from "@/app/refusal.ts";
import { type OpenRun, type Run, withRun } from "@/app/run/run.ts";
import type { TakenBack, TakenBackTask } from "@/domain/taken_back.ts";
import type { TakeBackAsked, TakeBackTarget, TakingBack } from "@/ports/take_back.ts";

interface TakingBackDeps {
  readonly open: OpenRun;
  /** Reads in parallel. */
  readonly jobs: number;
}

/** Writes of others to the same task may keep it busy; each try begins when the engine is quiet. */
const maxTries = 20;

export function createTakingBack({ open, jobs }: TakingBackDeps): TakingBack {
  return {
    async takeBack(asked, signal) {
      const planOnly = asked.isPlan && !asked.looks;
      const frame = { open: () => open({ planOnly, jobs }, signal) };
      return await withRun(frame, async (run) => {
        const looked = asked.looks ? await look(run, jobs, signal) : nothingSeen;
        if (looked.unseen !== null) checkNamed(asked.target, looked.unseen);
        const value = await takeBack(run, asked);
        return { value: { ...value, unseen: looked.unseen }, events: looked.events };
      });
    },
  };
}

interface Looked {
  readonly events: readonly LogEvent[];
  readonly unseen: string | null;
}

const nothingSeen: Looked = { events: [], unseen: null };

/** A side that is away keeps nothing from being decided: its writes wait. */
async function look(run: Run, jobs: number, signal: AbortSignal): Promise<Looked> {
  const options = { projects: [], full: false, allowMassDelete: false, jobs };
  try {
    const { events } = await run.compare(options, () => {}, signal);
    await run.engine.quiet();
    return { events, unseen: null };
  } catch (thrown) {
    const isAway = thrown instanceof SyncError && thrown.retryable && !signal.aborted;
    if (!isAway) throw thrown;
    return { events: [], unseen: thrown.message };
  }
}

/** What was done last may not have been seen yet. */
function checkNamed(target: TakeBackTarget, why: string): void {
  if (target.kind === "restore" || target.of !== null) return;
  throw new SyncError("SERVER_UNAVAILABLE", `Cannot tell what was done last: ${why}`, {
    retryable: true,
    hint: `Name the operation (\`history\` lists them): ${target.kind} op-N.`,
  });
}

type Answer = Omit<TakenBack, "unseen">;

async function takeBack(run: Run, asked: TakeBackAsked): Promise<Answer> {
  const { target, isPlan } = asked;
  const asOf = asked.asOf ?? run.history.lastPosition();
  const taken = target.kind === "restore"
    ? null
    : await operationToTakeBack(run, target, (pasts) => hasEffect(run, pasts));
  const pasts = target.kind === "restore"
    ? pastsSince(run, target, asOf)
    : taken?.pasts ?? new Map() as Pasts;
  const done = isPlan ? nothingDone : await carryOut(run, pasts, originOf(run, asked, taken));
  const tasks: TakenBackTask[] = [];
  for (const taken of pasts) tasks.push(await outcomeOf(run, taken, done));
  return {
    kind: target.kind,
    of: taken === null ? null : placeOf(taken),
    already: taken?.by ?? null,
    operation: done.operation,
    asOf,
    tasks: tasks.filter(isWorthTelling),
    linked: run.log.linkCount(),
  };
}

function placeOf({ operation: { position, kind, at } }: TakenOperation): TakenBack["of"] {
  return { position, kind, at };
}

async function hasEffect(run: Run, pasts: Pasts): Promise<boolean> {
  for (const [task, { past }] of pasts) {
    const { plan } = await run.weigh(stateOf(run, task), past);
    if (!isNothing(plan) || plan.kept.length > 0) return true;
    if (sides.some((side) => isPart(run, task, past, side))) return true;
  }
  return false;
}

/** Whether what waits there is part of it. */
function isPart(run: Run, task: string, past: TaskPast, side: "taskwarrior" | "vikunja"): boolean {
  const { pending } = stateOf(run, task)[side];
  return pending !== null && past.requests.includes(pending.request);
}

function originOf(
  { runtime, history }: Run,
  { target: { kind } }: TakeBackAsked,
  taken: TakenOperation | null,
): OperationOrigin {
  const id = moveId(history.lastPosition(), runtime.uuid());
  return taken === null ? { kind, id } : { kind, id, of: taken.operation.position };
}

interface Done {
  /** Position of its first event; `null`: nothing was done. */
  readonly operation: number | null;
  /** By task, its version before. */
  readonly versions: ReadonlyMap<string, number>;
  readonly origin: string | null;
  /** By task, why it was refused. */
  readonly refusals: ReadonlyMap<string, string>;
}

const nothingDone: Done = {
  operation: null,
  versions: new Map(),
  origin: null,
  refusals: new Map(),
};

/** Each task by itself, in its mailbox: one that is refused keeps no other from it. */
async function carryOut(
  run: Run,
  pasts: Pasts,
  operation: OperationOrigin,
): Promise<Done> {
  const { store, engine } = run;
  const versions = new Map([...pasts.keys()].map((task) => [task, store.streamVersion(task)]));
  const refusals = new Map<string, string>();
  let left = [...pasts].map(([task, { past }]) => ({ task, past }));
  for (let attempt = 1; left.length > 0; attempt++) {
    const refused = await Promise.all(left.map(async ({ task, past }) => {
      const error = await refusalOf(engine.ask(task, { type: "TakeBack", past, operation }));
      return { task, past, error };
    }));
    await engine.quiet();
    for (const { task, error } of refused) {
      if (error !== null) refusals.set(task, error.message);
    }
    const busy = refused.filter(({ error }) => error?.code === "LOCKED" && attempt < maxTries);
    for (const { task } of busy) refusals.delete(task);
    left = busy;
  }
  const own = [...pasts.keys()].flatMap((task) =>
    store.readStream(task, versions.get(task)).find(({ event }) => isOf(event, operation.id ?? ""))
      ?.position ?? []
  );
  const first = own.length === 0 ? null : Math.min(...own);
  return { operation: first, versions, origin: operation.id ?? null, refusals };
}

function isOf(event: { readonly data: object }, id: string): boolean {
  const { operation } = event.data as { readonly operation?: OperationOrigin };
  return operation?.id === id;
}

function stateOf({ store }: Run, task: string) {
  return fold(task, store.readStream(task).map(({ event }) => event));
}

/** Weighed on the state that it was decided on: what was edited until then stays. */
async function outcomeOf(
  run: Run,
  [task, { past, since }]: readonly [string, TakenPart],
  { versions, origin, refusals }: Done,
): Promise<TakenBackTask> {
  const events = run.store.readStream(task);
  const now = fold(task, events.map(({ event }) => event));
  const before = versions.get(task) ?? events.length;
  const first = events.find(({ version, event }) =>
    version > before && origin !== null && isOf(event, origin)
  );
  const decidedOn = first === undefined
    ? events
    : events.filter(({ position }) => position < first.position);
  const state = fold(task, decidedOn.map(({ event }) => event));
  const weighed = await run.weigh(state, past);
  const refusal = refusals.get(task) ?? (origin === null ? weighed.refusal : null);
  return toldTask({
    task,
    title: run.log.titleOf(task),
    state,
    weighed: { ...weighed, refusal },
    events: decidedOn,
    since,
    pending: origin === null ? [] : sides.filter((side) => now[side].pending !== null),
    nowMs: run.runtime.now().getTime(),
  });
}
