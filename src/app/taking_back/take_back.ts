import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { moveId, type OperationOrigin } from "@/domain/operation_origin.ts";
import { isNothing } from "@/domain/decide/take_back/plan.ts";
import type { PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";
import { readStream } from "@/app/history/read_stream.ts";
import type { Found } from "@/app/taking_back/find_target.ts";
import {
  operationToTakeBack,
  pastsOf,
  pastsSince,
  type TakenPart,
  type TakenParts,
} from "@/app/taking_back/pasts.ts";
import { createTurns, type Turns } from "@/app/turns.ts";
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
        const value = await takeBack(
          run,
          asked,
          createTurns(run.runtime, asked.isPlan ? signal : null),
        );
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

async function takeBack(run: Run, asked: TakeBackAsked, turns: Turns): Promise<Answer> {
  const { target, isPlan } = asked;
  const asOf = asked.asOf ?? run.history.lastPosition();
  const found = target.kind === "restore"
    ? null
    : await operationToTakeBack(run, target, turns, (parts) => hasEffect(run, parts));
  const parts = target.kind === "restore"
    ? pastsSince(run, target, asOf, turns)
    : found === null
    ? nothing()
    : pastsOf(run, found, turns);
  const { operation, tasks } = isPlan
    ? { operation: null, tasks: await planned(run, parts, turns) }
    : await carriedOut(run, parts, originOf(run, asked, found), turns);
  return {
    kind: target.kind,
    of: found === null ? null : placeOf(found),
    already: found?.by ?? null,
    operation,
    asOf,
    tasks: tasks.filter(isWorthTelling),
    linked: run.log.linkCount(),
  };
}

async function* nothing(): TakenParts {}

async function planned(
  run: Run,
  parts: TakenParts,
  turns: Turns,
): Promise<readonly TakenBackTask[]> {
  const tasks: TakenBackTask[] = [];
  for await (const part of parts) {
    tasks.push(await outcomeOf(run, part, nothingDone));
    await turns.next();
  }
  return tasks;
}

async function carriedOut(
  run: Run,
  parts: TakenParts,
  origin: OperationOrigin,
  turns: Turns,
): Promise<Pick<Answer, "operation" | "tasks">> {
  const asked: AskedPart[] = [];
  for await (const { events: _, ...part } of parts) asked.push(part);
  const done = await carryOut(run, asked, origin, turns);
  const tasks: TakenBackTask[] = [];
  for (const part of asked) {
    const events = await turns.through(readStream(run, part.task));
    tasks.push(await outcomeOf(run, { ...part, events }, done));
    await turns.next();
  }
  return { operation: done.operation, tasks };
}

function placeOf({ operation: { position, kind, at } }: Found): Answer["of"] {
  return { position, kind, at };
}

async function hasEffect(run: Run, parts: TakenParts): Promise<boolean> {
  for await (const { task, past, events } of parts) {
    const state = fold(task, events.map(({ event }) => event));
    const { plan } = await run.weigh(state, past);
    if (!isNothing(plan) || plan.kept.length > 0) return true;
    if (sides.some((side) => isPart(state, past, side))) return true;
  }
  return false;
}

/** Whether what waits there is part of it. */
function isPart(state: PairState, past: TaskPast, side: Side): boolean {
  const { pending } = state[side];
  return pending !== null && past.requests.includes(pending.request);
}

function originOf(
  { runtime, history }: Run,
  { target: { kind } }: TakeBackAsked,
  found: Found | null,
): OperationOrigin {
  const id = moveId(history.lastPosition(), runtime.uuid());
  return found === null ? { kind, id } : { kind, id, of: found.operation.position };
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

type AskedPart = Omit<TakenPart, "events">;

/** Each task by itself, in its mailbox: one that is refused keeps no other from it. */
async function carryOut(
  run: Run,
  parts: readonly AskedPart[],
  operation: OperationOrigin,
  turns: Turns,
): Promise<Done> {
  const { store, engine } = run;
  const versions = new Map(parts.map(({ task }) => [task, store.streamVersion(task)]));
  const refusals = new Map<string, string>();
  let left = parts;
  for (let attempt = 1; left.length > 0; attempt++) {
    const asked: Promise<AskedPart & { readonly error: SyncError | null }>[] = [];
    for (const part of left) {
      const { task, past } = part;
      const refusal = refusalOf(engine.ask(task, { type: "TakeBack", past, operation }));
      asked.push(refusal.then((error) => ({ ...part, error })));
      await turns.next();
    }
    const answered = await Promise.all(asked);
    await engine.quiet();
    for (const { task, error } of answered) {
      if (error !== null) refusals.set(task, error.message);
    }
    const busy = answered.filter(({ error }) => error?.code === "LOCKED" && attempt < maxTries);
    for (const { task } of busy) refusals.delete(task);
    left = busy;
  }
  let first: number | null = null;
  for (const { task } of parts) {
    const own = store.readStream(task, versions.get(task))
      .find(({ event }) => isOf(event, operation.id ?? ""));
    if (own !== undefined) first = Math.min(own.position, first ?? own.position);
    await turns.next();
  }
  return { operation: first, versions, origin: operation.id ?? null, refusals };
}

function isOf(event: { readonly data: object }, id: string): boolean {
  const { operation } = event.data as { readonly operation?: OperationOrigin };
  return operation?.id === id;
}

/** Weighed on the state that it was decided on: what was edited until then stays. */
async function outcomeOf(
  run: Run,
  { task, past, since, events }: TakenPart,
  { versions, origin, refusals }: Done,
): Promise<TakenBackTask> {
  const now = fold(task, events.map(({ event }) => event));
  const before = versions.get(task) ?? events.length;
  const first = events.find(({ version, event }) =>
    version > before && origin !== null && isOf(event, origin)
  );
  const decidedOn = first === undefined
    ? events
    : events.filter(({ position }) => position < first.position);
  const state = first === undefined ? now : fold(task, decidedOn.map(({ event }) => event));
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
