import { SyncError } from "@/domain/errors.ts";
import type { LogEvent } from "@/domain/events.ts";
import { moveId } from "@/domain/operation_origin.ts";
import { isNothing } from "@/domain/decide/take_back/plan.ts";
import { emptyPair, type PairState } from "@/domain/state.ts";
import { type Side, sides } from "@/domain/task.ts";
import type { TaskPast } from "@/domain/task_past.ts";
import { statesAt } from "@/app/history/states_at.ts";
import { readStream } from "@/app/history/read_stream.ts";
import type { Found } from "@/app/taking_back/find_target.ts";
import {
  operationToTakeBack,
  pastsOf,
  pastsSince,
  type TakenPart,
  type TakenParts,
} from "@/app/taking_back/pasts.ts";
import { createTurns, type Turns } from "@/ports/turns.ts";
import {
  type AskedPart,
  carryOut,
  type Done,
  isOf,
  type MoveOrigin,
} from "@/app/taking_back/carry_out.ts";
import { isWorthTelling, toldTask } from "@/app/taking_back/told.ts";
import { type OpenRun, type Run, withRun } from "@/app/run/run.ts";
import type { TakenBack, TakenBackTask } from "@/domain/taken_back.ts";
import type { TakeBackAsked, TakeBackTarget, TakingBack } from "@/ports/take_back.ts";

interface TakingBackDeps {
  readonly open: OpenRun;
  /** Reads in parallel. */
  readonly jobs: number;
}

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
    tasks.push(await outcomeOf(run, part));
    await turns.next();
  }
  return tasks;
}

async function carriedOut(
  run: Run,
  parts: TakenParts,
  origin: MoveOrigin,
  turns: Turns,
): Promise<Pick<Answer, "operation" | "tasks">> {
  const asked: AskedPart[] = [];
  for await (const { task, past, since } of parts) asked.push({ task, past, since });
  const done = await carryOut(run, asked, origin, turns);
  const tasks: TakenBackTask[] = [];
  for (const part of asked) {
    tasks.push(await outcomeAfter(run, part, done, turns));
    await turns.next();
  }
  return { operation: done.operation, tasks };
}

function placeOf({ operation: { position, kind, at } }: Found): Answer["of"] {
  return { position, kind, at };
}

async function hasEffect(run: Run, parts: TakenParts): Promise<boolean> {
  for await (const { past, now } of parts) {
    const { plan } = await run.weigh(now, past);
    if (!isNothing(plan)) return true;
    if (plan.kept.some(({ because }) => because !== "there before")) return true;
    if (sides.some((side) => isPart(now, past, side))) return true;
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
): MoveOrigin {
  const id = moveId(history.lastPosition(), runtime.uuid());
  return found === null ? { kind, id } : { kind, id, of: found.operation.position };
}

/** What would be done of it, as the task is now. */
async function outcomeOf(
  run: Run,
  { task, past, since, events, now }: TakenPart,
): Promise<TakenBackTask> {
  return toldTask({
    ...inLog(run, task),
    state: now,
    weighed: await run.weigh(now, past),
    events,
    since,
    pending: [],
  });
}

/** Weighed on the state that it was decided on: what was edited until then stays. */
async function outcomeAfter(
  run: Run,
  { task, past, since }: AskedPart,
  { versions, origin, refusals }: Done,
  turns: Turns,
): Promise<TakenBackTask> {
  const events = await turns.through(readStream(run, task));
  const before = versions.get(task) ?? events.length;
  const first = events.find(({ version, event }) => version > before && isOf(event, origin));
  const position = first?.position ?? Infinity;
  const nothing = emptyPair(task);
  const states = statesAt(nothing, events, [position - 1, Infinity]);
  const [state = nothing, now = state] = await turns.through(states);
  const { plan } = await run.weigh(state, past);
  return toldTask({
    ...inLog(run, task),
    state,
    weighed: { plan, refusal: refusals.get(task) ?? null },
    events: events.filter((each) => each.position < position),
    since,
    pending: sides.filter((side) => now[side].pending !== null),
  });
}

function inLog({ log, runtime }: Run, task: string) {
  return { task, title: log.titleOf(task), nowMs: runtime.now().getTime() };
}
