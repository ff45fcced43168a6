import { isAskedProject } from "@/domain/asked_project.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { SyncEvent, TaskEvent } from "@/domain/events.ts";
import { fold } from "@/domain/evolve.ts";
import { folded } from "@/domain/folded.ts";
import type { PairState } from "@/domain/state.ts";
import { sides } from "@/domain/task.ts";
import type { TaskMessage } from "@/engine/message.ts";
import type { EventStore } from "@/ports/event_store.ts";
import {
  type InboxAsked,
  type InboxItem,
  type InboxKind,
  inboxKinds,
  type InboxOffer,
  type InboxPage,
} from "@/ports/inbox.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { PlannedChange } from "@/ports/operations.ts";
import { valuesOf, valuesOfConflict } from "@/app/inbox/item_values.ts";
import { type Waiting, waitingIn, type WaitingLog, type Way } from "@/app/inbox/waiting.ts";

interface InboxLook {
  readonly log: WaitingLog & Pick<LogQueries, "eventCount" | "vikunjaIdOf">;
  readonly store: Pick<EventStore<SyncEvent>, "readStream">;
  /** What a message to a pair would write. @throws {SyncError} what would refuse it. */
  readonly foresee: (before: PairState, message: TaskMessage) => Promise<readonly PlannedChange[]>;
}

/** One page of what waits for a person. */
export async function lookAtInbox(given: InboxLook, asked: InboxAsked): Promise<InboxPage> {
  const { log } = given;
  const projects = new Map<string, readonly string[]>();
  /** Each task is read once, and no more of it is kept: there may be very many. */
  const projectNow = ({ conflict, task }: Waiting) => {
    const project = conflict?.project ?? projects.get(task) ??
      projectOf(readPair(given.store, task).state);
    projects.set(task, project);
    return project;
  };
  const waiting = waitingIn(log, asked.answered).filter((each) =>
    isAsked(each, asked, () => projectNow(each))
  );
  const found = waiting.filter(({ kind }) =>
    asked.kinds.length === 0 || asked.kinds.includes(kind)
  );
  const items: InboxItem[] = [];
  for (const each of found.slice(asked.from, asked.from + asked.limit)) {
    items.push(
      asked.foresees ? await wholeItem(given, each, asked.choice) : listed(log, each),
    );
  }
  return {
    items,
    total: found.length,
    counts: countsOf(waiting),
    position: log.eventCount(),
  };
}

interface Pair {
  readonly events: ReturnType<InboxLook["store"]["readStream"]>;
  readonly state: PairState;
}

function readPair(store: InboxLook["store"], task: string): Pair {
  const events = store.readStream(task);
  return { events, state: fold(task, events.map(({ event }) => event as TaskEvent)) };
}

function projectOf(state: PairState): readonly string[] {
  const there = sides.find((side) => state[side].presence === "present") ??
    sides.find((side) => state[side].task !== null);
  return there === undefined ? [] : state[there].task?.project ?? [];
}

function isAsked(
  each: Waiting,
  { ids, text, projects }: InboxAsked,
  project: () => readonly string[],
): boolean {
  if (ids.length > 0 && !ids.includes(each.id)) return false;
  const isOfProject = projects.length === 0 ||
    projects.some((one) => isAskedProject(project().join("."), one));
  const isSaid = (words: string) => folded(words).includes(folded(text));
  return isOfProject && (text === "" || isSaid(wordsOf(each)) || isSaid(project().join(".")));
}

function wordsOf({ title, why, conflict, parts }: Waiting): string {
  const values = conflict === null
    ? []
    : [conflict.field, ...[conflict.kept, conflict.lost].map(({ value }) => JSON.stringify(value))];
  const lacking = parts.map(({ what }) => what);
  return [title, why, ...values, ...lacking].join("\n");
}

function countsOf(waiting: readonly Waiting[]): Readonly<Record<InboxKind, number>> {
  const count = (kind: InboxKind) => waiting.filter((each) => each.kind === kind).length;
  return Object.fromEntries(inboxKinds.map((kind) => [kind, count(kind)])) as Record<
    InboxKind,
    number
  >;
}

async function wholeItem(
  { foresee, store }: InboxLook,
  waiting: Waiting,
  only: InboxAsked["choice"],
): Promise<InboxItem> {
  const { events, state } = readPair(store, waiting.task);
  const { ways, conflict: _conflict, side: _side, ...item } = waiting;
  const offers: InboxOffer[] = [];
  for (const way of ways) {
    // To keep a conflict as it is, is one of its two choices.
    const isMeant = only === null || way.choice === only || only === "keep" && way.isAsItIs;
    offers.push(isMeant ? await foreseenOffer(way, state, foresee) : offerOf(way));
  }
  return {
    ...item,
    project: projectOf(state),
    vikunjaId: state.vikunjaId,
    fields: valuesOf(waiting, state, events),
    offers,
  };
}

/** Without reading anything of its task. */
function listed(log: InboxLook["log"], waiting: Waiting): InboxItem {
  const { ways, conflict, side: _side, ...item } = waiting;
  return {
    ...item,
    project: conflict?.project ?? [],
    vikunjaId: log.vikunjaIdOf(item.task),
    fields: conflict === null ? [] : valuesOfConflict(conflict),
    offers: ways.map(offerOf),
  };
}

function offerOf({ choice, isAsItIs }: Way): InboxOffer {
  return { choice, isAsItIs, will: null, hindrance: null };
}

async function foreseenOffer(
  way: Way,
  state: PairState,
  foresee: InboxLook["foresee"],
): Promise<InboxOffer> {
  const offer = offerOf(way);
  if (way.message === null) return offer;
  try {
    return { ...offer, will: await foresee(state, way.message) };
  } catch (thrown) {
    const { code, message } = asSyncError(thrown);
    if (code === "INTERNAL") throw thrown;
    return { ...offer, hindrance: message };
  }
}
