import type { Config } from "@/config/config.ts";
import { isDropped } from "@/domain/dropped.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import type { Notice } from "@/domain/notice.ts";
import { mayBeNews, taskNews } from "@/notices/task_news.ts";
import type { Log, OpenLog } from "@/ports/log.ts";
import type { DueTask, LogQueries } from "@/ports/log_queries.ts";
import type { Inspect, Status } from "@/ports/operations.ts";

const eventsAtOnce = 5_000;

/** What there is to tell, as the log says; nobody is asked and nothing is locked. */
export interface NoticeSources extends Disposable {
  /** User name; `null`: it is not known. */
  readonly me: string | null;
  dueBefore(at: string): readonly DueTask[];
  /** Assignments and comments of tasks that changed after a position, and how far that went. */
  newsSince(position: number): Promise<{ readonly news: readonly Notice[]; readonly upTo: number }>;
}

/** The user name of whose tasks these are, as far as the log knows it; `null`: it does not. */
export type AccountNameIn = (log: Pick<LogQueries, "cachedFacts">) => string | null;

interface SourcesDeps {
  readonly openLog: OpenLog;
  readonly accountNameIn: AccountNameIn;
  /** What reads comments: 10 MB and 50 ms, so loaded when there is news. */
  readonly loadMarkup: () => Promise<Markup>;
}

/** `null`: there is no log yet. */
export async function openSources(
  { notify }: Pick<Config, "notify">,
  { openLog, accountNameIn, loadMarkup }: SourcesDeps,
): Promise<NoticeSources | null> {
  const log = await openLog();
  if (log === null) return null;
  const me = notify.me ?? accountNameIn(log.reader);
  return {
    me,
    dueBefore: (at) => log.reader.openDueBefore(at),
    newsSince: (position) => newsSince(log, me ?? "", position, loadMarkup),
    [Symbol.dispose]: () => log.close(),
  };
}

async function newsSince(
  { store }: Log,
  me: string,
  position: number,
  loadMarkup: SourcesDeps["loadMarkup"],
) {
  const touched = new Set<string>();
  let upTo = lastPosition({ store }, position);
  for (;;) {
    const events = store.readAll(upTo, eventsAtOnce);
    for (const stored of events) if (mayBeNews(stored, me)) touched.add(stored.streamId);
    upTo = events.at(-1)?.position ?? upTo;
    if (events.length < eventsAtOnce) break;
  }
  if (touched.size === 0) return { news: [], upTo };
  const { commentToText } = await loadMarkup();
  const reader = { me, plainText: commentToText };
  return { news: [...touched].flatMap((id) => taskNews(store.readStream(id), reader)), upTo };
}

/** From the start where the log was put back or made anew, and has not come that far. */
function lastPosition({ store }: Pick<Log, "store">, position: number): number {
  return position > 0 && store.readAll(position - 1, 1).length > 0 ? position : 0;
}

/** What the log and, where one runs, the daemon say of the syncing. */
export async function syncState(inspect: Inspect, signal: AbortSignal) {
  const status = await inspect.status(signal);
  const dead = status.dead.filter((push) => !isDropped(push));
  const waiting = [...status.pending, ...dead]
    .toSorted((a, b) => a.since < b.since ? -1 : a.since > b.since ? 1 : 0);
  return {
    conflicts: await inspect.conflicts(signal),
    goodSyncAt: goodSyncAt(status),
    waiting,
    leftOut: status.leftOut.filter(({ isAccepted }) => !isAccepted),
    rejected: status.rejected,
    held: status.held,
    failure: status.failure,
  };
}

/** A daemon writes nothing down where nothing changed. */
function goodSyncAt({ lastSyncAt, daemon }: Status): string | null {
  const round = daemon === null || daemon.error !== null ? null : daemon.lastRoundAt;
  return [lastSyncAt, round].filter((at) => at !== null).toSorted().at(-1) ?? null;
}
