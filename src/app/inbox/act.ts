import { SyncError } from "@/domain/errors.ts";
import type { LogEvent, SyncEvent } from "@/domain/events.ts";
import { moveId } from "@/domain/operation_origin.ts";
import type { StoredEvent } from "@/domain/stored_event.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { InboxAct, InboxOutcome } from "@/ports/inbox.ts";
import { type Waiting, waitingIn, type Way } from "@/app/inbox/waiting.ts";
import { isEmptied } from "@/triggers/mass_delete.ts";
import { lookAnew } from "@/app/retries.ts";
import { refusalOnceQuiet } from "@/app/once_quiet.ts";
import { type OpenRun, type Run, withRun } from "@/app/run/run.ts";

interface Acting {
  readonly acts: readonly InboxAct[];
  /** Reads in parallel. */
  readonly jobs: number;
}

/** What came of one, with the error that refused it. */
interface Acted extends Omit<InboxOutcome, "error"> {
  readonly error: SyncError | null;
}

/** Carries out what a person chose of many items, after one look at both sides; what came of each. */
export async function actOnInbox(
  open: OpenRun,
  { acts, jobs }: Acting,
  signal: AbortSignal,
): Promise<readonly Acted[]> {
  const frame = { open: () => open({ planOnly: false, jobs }, signal) };
  return await withRun(frame, (run) => actIn(run, { acts, jobs }, signal));
}

export async function actIn(
  run: Run,
  { acts, jobs }: Acting,
  signal: AbortSignal,
): Promise<{ readonly value: readonly Acted[]; readonly events: readonly LogEvent[] }> {
  const events = await lookFirst(run, acts, jobs, signal);
  const wasEmptied = isEmptied(run.log, "taskwarrior");
  const items = [true, false].flatMap((answered) => waitingIn(run.log, answered));
  const known = new Map(items.map((item) => [item.id, item]));
  const move = moveId(run.history.lastPosition(), run.runtime.uuid());
  const asked = acts.map((act) => ({ act, item: known.get(act.id) ?? null }));
  const acted = new Map<Asked, Acted>();
  for (const round of rounds(asked)) {
    const outcomes = await actAtOnce(run, { round, move }, signal);
    for (const [at, each] of round.entries()) {
      const outcome = outcomes[at];
      if (outcome !== undefined) acted.set(each, outcome);
    }
  }
  // What is there now is where a list begins whose data were gone, and no older copy of those.
  const isBegun = wasEmptied && !isEmptied(run.log, "taskwarrior");
  const begun = isBegun ? (await run.compare(changesOnly(jobs), () => {}, signal)).events : [];
  const value = undoneTogether(asOneMove(asked.flatMap((each) => acted.get(each) ?? [])));
  return { value, events: [...events, ...begun] };
}

/** What is one operation has the name of its first event. */
function asOneMove(acted: readonly Acted[]): readonly Acted[] {
  const first = Math.min(...acted.flatMap(({ operation }) => operation ?? []));
  return acted.map((each) => each.operation === null ? each : { ...each, operation: first });
}

/** Where one of them has no answer that takes it back, all are taken back as the operation that they are. */
function undoneTogether(acted: readonly Acted[]): readonly Acted[] {
  const done = acted.filter(({ error }) => error === null);
  const isOperation = done.some(({ operation }) => operation !== null) &&
    done.some(({ undo }) => undo === null);
  return isOperation ? acted.map((each) => ({ ...each, undo: null })) : acted;
}

const changesOnly = (jobs: number) =>
  ({ projects: [], full: false, allowMassDelete: false, jobs }) as const;

/** What is decided on how both sides are now needs a look at them; a retry looks by itself. */
async function lookFirst(
  { compare, log }: Run,
  acts: readonly InboxAct[],
  jobs: number,
  signal: AbortSignal,
): Promise<readonly LogEvent[]> {
  const ids = new Set(acts.map(({ id }) => id));
  const kinds = [true, false].flatMap((answered) => waitingIn(log, answered))
    .filter(({ id }) => ids.has(id)).map(({ kind }) => kind);
  if (!kinds.some((kind) => kind === "conflict" || kind === "missing" || kind === "held")) {
    return [];
  }
  // Whoever answers has seen what went: from then on it counts no more.
  const held = kinds.includes("held") ? { held: { answer: "let go", tasks: [] } } as const : {};
  return (await compare({ ...changesOnly(jobs), ...held }, () => {}, signal)).events;
}

interface Asked {
  readonly act: InboxAct;
  readonly item: Waiting | null;
}

/** The first of each task, then the second: that is decided on once the first is written. */
function rounds(asked: readonly Asked[]): readonly (readonly Asked[])[] {
  const all: Asked[][] = [];
  const counts = new Map<string, number>();
  for (const each of asked) {
    const task = each.item?.task ?? each.act.id;
    const before = counts.get(task) ?? 0;
    counts.set(task, before + 1);
    (all[before] ??= []).push(each);
  }
  return all;
}

/** `move`: all of it is one operation. */
async function actAtOnce(
  run: Run,
  { round, move }: { readonly round: readonly Asked[]; readonly move: string },
  signal: AbortSignal,
): Promise<readonly Acted[]> {
  const { store, engine } = run;
  const found = round.map((each) => ({ ...each, way: wayOf(each) }));
  const before = new Map(
    found.flatMap(({ item }) => item === null ? [] : [[item.task, store.streamVersion(item.task)]]),
  );
  const read = found.flatMap(({ item, way }) =>
    item !== null && way !== null && isReadAnew(item, way) ? [item.task] : []
  );
  const errors = await Promise.all(found.map(async ({ act, item, way }) => {
    if (item === null || way === null) return noneSuch(act, item);
    if (isReadAnew(item, way) || way.message === null) return null;
    return await refusalOnceQuiet(engine, item.task, asMove(way.message, move));
  }));
  if (read.length > 0) await lookAnew(run, new Set(read), signal);
  await engine.quiet();
  return found.map(({ act: { id, choice }, item, way }, at) => {
    const { task = "", title = "" } = item ?? {};
    const error = errors[at] ?? null;
    if (item === null || way === null || error !== null) {
      return { id, choice, task, title, error, undo: null, operation: null };
    }
    const operation = beginning(store.readStream(task, before.get(task)), move);
    return { id, choice, task, title, error, undo: undoOf(item, way), operation };
  });
}

/** Position of the first event of the move; `null`: nothing came of it that can be taken back. */
function beginning(events: readonly StoredEvent<SyncEvent>[], move: string): number | null {
  const isOf = ({ event: { data } }: StoredEvent<SyncEvent>) =>
    "operation" in data && data.operation?.id === move;
  return events.find(isOf)?.position ?? null;
}

function asMove(message: TaskMessage, id: string): TaskMessage {
  const kind = message.type === "PickConflict"
    ? "pick"
    : message.type === "AnswerHeld"
    ? "held"
    : message.type === "GiveUpPush" || message.type === "AcceptLeftOut"
    ? "drop"
    : null;
  return kind === null || message.type === "Resend"
    ? message
    : { ...message, operation: { kind, id } };
}

/** What one side lacks is asked for again for how both are now. */
function isReadAnew({ kind }: Waiting, { choice }: Way): boolean {
  return choice === "retry" && kind !== "given up";
}

function wayOf({ act: { choice }, item }: Asked): Way | null {
  // What is missing on a side is brought back by picking the other one: `conflicts pick ID SIDE`.
  const isPick = ({ message }: Way) => message?.type === "PickConflict" && message.side === choice;
  const isMeant = (way: Way) =>
    way.choice === choice || isPick(way) ||
    choice === "keep" && item?.kind === "conflict" && way.isAsItIs;
  return item?.ways.find(isMeant) ?? null;
}

function noneSuch({ id, choice }: InboxAct, item: Waiting | null): SyncError {
  const hint = "See `inbox`.";
  if (item === null) return new SyncError("NOT_FOUND", `there is no ${id} any more`, { hint });
  const known = item.ways.map((way) => way.choice).join(", ");
  if (item.isAnswered) {
    const meanwhile = `it has been answered meanwhile; there is only: ${known}`;
    return new SyncError("NOT_FOUND", meanwhile, { hint });
  }
  const message = `"${choice}" is no choice of ${id}; there is ${known}`;
  return new SyncError("NOT_FOUND", message, { hint });
}

/** What goes from both sides with an answer comes back as the operation that it was, by no other answer. */
function undoOf({ id, kind, kept, lacking }: Waiting, { choice }: Way): InboxAct | null {
  switch (choice) {
    case "take back":
      if (kind === "given up") return { id, choice: "drop" };
      if (kind === "left out") return { id, choice: "let rest" };
      return kept === null ? null : { id, choice: kept };
    case "drop":
    case "let rest":
      return kind === "unread" ? null : { id, choice: "take back" };
    case "taskwarrior":
    case "vikunja":
      return choice === lacking ? null : { id, choice: "take back" };
    case "bring back":
      return kind === "missing" ? { id, choice: "take back" } : null;
    case "let go":
    case "keep":
    case "retry":
      return null;
  }
}
