import { SyncError } from "@/domain/errors.ts";
import { invariant } from "@/domain/invariant.ts";
import type { Write, Written } from "@/ports/replica.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { Exported } from "@/adapters/taskwarrior/program/export.ts";
import { importTasks, type Refusals } from "@/adapters/taskwarrior/program/import.ts";
import type { OwnImport, OwnImports } from "@/adapters/taskwarrior/common/judge.ts";
import type { Keeper } from "@/adapters/taskwarrior/v2/keeper_2.ts";
import { heldBack, lookedAfter, readBack } from "@/adapters/taskwarrior/look_after.ts";
import { type Planned, planWrite } from "@/adapters/taskwarrior/plan.ts";
import { readingsOf, withDestroyed } from "@/adapters/taskwarrior/read_changes.ts";
import { readingOf } from "@/adapters/taskwarrior/common/reading.ts";
import type { Recorded } from "@/adapters/taskwarrior/v2/recorded.ts";
import { type Settled, settledSince } from "@/adapters/taskwarrior/common/settled.ts";
import { type ToVerify, type Verification, verify } from "@/adapters/taskwarrior/verify.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";
import type { DirectWriter } from "@/adapters/taskwarrior/common/direct_writer.ts";
import { writeDirectly } from "@/adapters/taskwarrior/direct_batch.ts";
import { sameTask } from "@/adapters/taskwarrior/stored/task_object.ts";
import { outcomeOfSettled, writtenAs } from "@/adapters/taskwarrior/written_as.ts";

interface BatchWritten {
  readonly outcomes: readonly Written[];
  readonly position: Position | null;
}

type Sending = Extract<Planned, { readonly kind: "send" }>;

/** Of a task that other commands keep overwriting. */
const mostTries = 8;

/** Tasks that are looked for in the data files rather than exported. */
const maxLookUps = 20;

/** All writes together, each task once in them. What one of them finds destroyed is there again for the next try. */
export async function writeBatch(
  writes: readonly Write[],
  position: Position | null,
  tools: Workings,
): Promise<BatchWritten> {
  const written = await writeAll(writes, position, tools);
  const missing = written.outcomes.flatMap((outcome) => missingIn(outcome) ?? []);
  const back = await withDestroyed(missing, new Map(), tools);
  if (back.size === 0) return written;
  const outcomes = written.outcomes.map((outcome): Written => {
    const task = back.get(missingIn(outcome) ?? "");
    return task === undefined
      ? outcome
      : { kind: "stale", reading: readingOf(task, tools.settings) };
  });
  return { ...written, outcomes };
}

function missingIn(outcome: Written): string | null {
  if (outcome.kind !== "stale" || outcome.reading.kind !== "gone") return null;
  return outcome.reading.how === "missing" ? outcome.reading.id : null;
}

/** Straight into the data, else by an import. */
async function writeAll(
  writes: readonly Write[],
  position: Position | null,
  tools: Workings,
): Promise<BatchWritten> {
  const ids = new Set(writes.map(({ id }) => id));
  invariant(ids.size === writes.length, "each task is in a batch once");
  if (tools.direct === null) return await writeByImport(writes, position, tools);
  const straight = { ...tools, direct: tools.direct };
  if (straight.direct.isMade() || writes.length < 2) {
    return await writeStraight(writes, position, straight);
  }
  const first = await writeByImport(writes.slice(0, 1), position, tools);
  const rest = await writeStraight(writes.slice(1), first.position, straight);
  return { outcomes: [...first.outcomes, ...rest.outcomes], position: rest.position };
}

/** What cannot be written directly goes by an import; what was destroyed of a task is written again before. */
async function writeStraight(
  writes: readonly Write[],
  before: Position | null,
  tools: Workings & { readonly direct: DirectWriter },
): Promise<BatchWritten> {
  let done = await writeDirectly(tools.direct, { writes, position: before }, tools);
  for (let tries = 1; tries < mostTries && done.outcomes.includes("destroyed"); tries++) {
    const hit = writes.filter((_, index) => done.outcomes[index] === "destroyed");
    const position = await lookedAfter(done.position, tools);
    const again = await writeDirectly(tools.direct, { writes: hit, position }, tools);
    const next = [...again.outcomes];
    const outcomes = done.outcomes.map((outcome) =>
      outcome === "destroyed" ? next.shift() ?? outcome : outcome
    );
    done = { outcomes, position: again.position };
  }
  return await importUnfit(writes, done, tools);
}

async function importUnfit(
  writes: readonly Write[],
  direct: Awaited<ReturnType<typeof writeDirectly>>,
  tools: Workings,
): Promise<BatchWritten> {
  const left = writes.filter((_, index) => direct.outcomes[index] === "unfit");
  const rest: Written[] = [];
  let moved = direct.position;
  for (let at = 0; at < left.length; at += tools.maxImport) {
    const imported = await writeByImport(left.slice(at, at + tools.maxImport), moved, tools);
    rest.push(...imported.outcomes);
    moved = imported.position;
  }
  const outcomes = direct.outcomes.map((outcome, index): Written => {
    if (outcome === "unfit") return rest.shift() ?? outcomeOfSettled(undefined);
    return outcome === "destroyed"
      ? { kind: "failed", error: overwritten(writes[index]?.id ?? "", true) }
      : outcome;
  });
  return { outcomes, position: moved };
}

/**
 * One read, one import, one read back. `position` moves on over what we wrote; what others did
 * meanwhile is due at the next `changes`.
 */
async function writeByImport(
  writes: readonly Write[],
  given: Position | null,
  tools: Workings,
): Promise<BatchWritten> {
  const position = await lookedAfter(given, tools);
  // What is recorded while the tasks are read may be of a command that had written its data before.
  const recorded = tools.keeper?.recorded() ?? null;
  const before = position === null ? null : await settledSince(position.mark, tools);
  const mark = before?.now ?? tools.feed.mark();
  const ids = new Set(writes.flatMap(({ id }) => id ?? []));
  const found = await findTasks(ids, before, tools);
  const now = `${tools.runtime.now().toISOString().slice(0, 19)}Z`;
  const plans = writes.map((write) =>
    planWrite(write, found.get(write.id ?? ""), { settings: tools.settings, now })
  );
  const sending = plans.filter((plan) => plan.kind === "send");
  if (sending.length === 0) {
    return { outcomes: plans.map((plan) => outcomeOfSettled(plan)), position };
  }
  const from = tools.feed.mark();
  // One that is as it is to be may have been edited since it was read: an import would put that back.
  const isThere = ({ object }: Sending) => sameTask(object, found.get(object.uuid));
  const changing = sending.filter((plan) => !isThere(plan));
  const refusals = await importTasks(changing.map(({ object }) => object), found, tools);
  const between = { from, to: tools.feed.mark() };
  const sent = sentOf(changing, { found, refusals, between });
  const wanted = new Set(sending.filter(isThere).map(({ object }) => object.uuid));
  const toVerify: ToVerify = { earlier: [], sent, wanted };
  const { verified, watch } = tools.keeper === null || recorded === null
    ? { verified: await verify(mark, toVerify, tools), watch: null }
    : await keepImport(
      tools.keeper,
      { mark, recorded, toVerify, watch: position?.watch ?? null },
      tools,
    );
  const result: Result = { found, refusals, verified, tools };
  const outcomes = writes.map((write, index) => outcomeOf(write, plans[index], result));
  return {
    outcomes,
    position: moved(position, before, outcomes, { plans, verified, watch }),
  };
}

interface ImportDone {
  readonly mark: Position["mark"];
  /** How far `undo.data` went before the import. */
  readonly recorded: Recorded;
  readonly toVerify: ToVerify;
  readonly watch: Position["watch"];
}

/** 2.6: what the import destroyed is proven by `undo.data`, and written again. */
async function keepImport(
  keeper: Keeper,
  { mark, recorded, toVerify, watch }: ImportDone,
  tools: Workings,
): Promise<{ readonly verified: Verification; readonly watch: Position["watch"] }> {
  const sent = new Map([...toVerify.sent].flatMap(([uuid, [own]]) => own ? [[uuid, own]] : []));
  const kept = await keeper.lookAfterImport(recorded, sent, watch);
  const after = heldBack(watch, kept, tools);
  const verified = await readBack(mark, toVerify, after, tools);
  return { verified: { ...verified, clashes: kept.clashes }, watch: after.watch };
}

/** As they are now; `task` is asked where the data do not tell. */
async function findTasks(
  ids: ReadonlySet<string>,
  before: Settled | null,
  { feed, exportOf }: Workings,
): Promise<Exported> {
  const isSettled = before !== null && before.kind !== "unknown" && ids.size <= maxLookUps;
  const known = isSettled ? feed.lookUp(ids, before.now) : new Map();
  return new Map([...known, ...await exportOf(new Set([...ids].filter((id) => !known.has(id))))]);
}

interface Imported {
  readonly found: Exported;
  readonly refusals: Refusals;
  readonly between: Pick<OwnImport, "from" | "to">;
}

function sentOf(
  sending: readonly Sending[],
  { found, refusals, between }: Imported,
): ReadonlyMap<string, OwnImports> {
  const written = sending.filter(({ object }) => !refusals.has(object.uuid));
  return new Map(
    written.map((
      { object },
    ) => [object.uuid, [{ base: found.get(object.uuid), object, ...between }]]),
  );
}

interface Result {
  readonly found: Exported;
  readonly refusals: Refusals;
  readonly verified: Verification;
  readonly tools: Workings;
}

function outcomeOf(write: Write, plan: Planned | undefined, result: Result): Written {
  if (plan === undefined || plan.kind === "settled") return outcomeOfSettled(plan);
  const { uuid } = plan.object;
  const { refusals, verified, tools } = result;
  const refusal = refusals.get(uuid);
  if (refusal !== undefined) return { kind: "failed", error: refusal };
  if (verified.restless.has(uuid)) return { kind: "failed", error: overwritten(uuid) };
  const [reading] = readingsOf([uuid], verified.tasks, tools);
  if (reading === undefined) return { kind: "failed", error: overwritten(uuid) };
  const outcome = verified.clashes.has(uuid)
    ? { kind: "stale", reading } as const
    : writtenAs(write, plan, reading);
  const doubtful = verified.doubtful.has(uuid)
    ? readingsOf([uuid], verified.doubtful, tools)[0]
    : undefined;
  return doubtful?.kind === "present" && outcome.kind !== "failed"
    ? { ...outcome, doubtful: doubtful.task }
    : outcome;
}

function overwritten(uuid: string, unwritten = false): SyncError {
  return new SyncError(
    "TASK_FAILED",
    `Cannot write task ${uuid}: other commands keep overwriting it`,
    { retryable: true, details: { task: uuid, ...(unwritten ? { unwritten } : {}) } },
  );
}

interface Moving {
  readonly plans: readonly Planned[];
  readonly verified: Verification;
  readonly watch: Position["watch"];
}

function moved(
  position: Position | null,
  before: Settled | null,
  outcomes: readonly Written[],
  { plans, verified, watch }: Moving,
): Position | null {
  const { recorded, restless } = verified;
  if (position === null || before === null) return null;
  if (before.kind === "unknown" || recorded.kind === "unknown") return { ...position, watch };
  const since = new Set([...uuidsIn(recorded), ...restless]);
  const answered = outcomes.flatMap((outcome, index) => {
    if (outcome.kind === "failed") return [];
    return plans[index]?.kind === "send" || !since.has(outcome.reading.id)
      ? [outcome.reading.id]
      : [];
  });
  const due = new Set([...position.due, ...uuidsIn(before), ...since]);
  for (const uuid of answered) due.delete(uuid);
  return { ...position, mark: recorded.now, due: [...due], watch };
}

function uuidsIn(recorded: Settled): readonly string[] {
  return recorded.kind === "nothing" ? [] : recorded.changes.map(({ uuid }) => uuid);
}
