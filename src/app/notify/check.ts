import { notifierOf } from "@/app/notify/notifiers.ts";
import {
  type AccountNameIn,
  type NoticeSources,
  openSources,
  syncState,
} from "@/app/notify/notice_sources.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, type SyncError } from "@/domain/errors.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import type { Notice, NoticeTarget } from "@/domain/notice.ts";
import { check, type Situation } from "@/notices/check.ts";
import { messageOf } from "@/notices/message.ts";
import { reportNew } from "@/notices/report_new.ts";
import type { NoticeSets, Taken } from "@/ports/notice_sets.ts";
import type { CheckOptions, CheckOutcome, PrintNotices, ToldNotice } from "@/ports/notices.ts";
import type { Notifiers } from "@/ports/notifier.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { Inspect } from "@/ports/operations.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { ToldNotices } from "@/ports/told_notices.ts";
import { toldOnce } from "@/app/notify/told_once.ts";
import type { ProcessNames } from "@/ports/process_names.ts";

export interface CheckDeps {
  readonly config: Config;
  readonly sets: NoticeSets;
  readonly inspect: () => Promise<Inspect>;
  readonly openLog: OpenLog;
  readonly accountNameIn: AccountNameIn;
  readonly loadMarkup: () => Promise<Markup>;
  readonly notifiers: Notifiers;
  readonly readText: (path: string) => Promise<string>;
  readonly processes: ProcessNames;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly warn: (line: string) => void;
  /** Where several hosts have the list; disposed of after the check. Without: this one alone. */
  readonly shared?: (ToldNotices & Pick<Runtime, "after">) | null;
}

/** Each target has a set of its own: one that cannot be had is told later, and the others not again. */
export async function notifyCheck(
  deps: CheckDeps,
  options: CheckOptions,
  print: PrintNotices,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { config } = deps;
  await using _shared = deps.shared ?? null;
  const targets = [...new Set(options.to ?? config.notify.to)];
  const { notifiers: ways, readText } = deps;
  const by = { notifiers: ways, command: options.command, readText };
  const notifiers = new Map(
    targets.filter((target) => target !== "terminal")
      .map((target) => [target, notifierOf(target, config.notify, by)] as const),
  );
  const told: Partial<Record<NoticeTarget, number>> = {};
  const failed: SyncError[] = [];
  using sources = await openSources(config, deps) ?? noSources;
  const see = await lookAround(deps, sources, signal);
  for (const [target, notifier] of notifiers) {
    let count = 0;
    try {
      await tellOnce(
        deps,
        `${options.set}.${target}`,
        { options, see, signal },
        async (notices) => {
          await notifier.tell({ ...messageOf(notices), notices }, signal);
          count = notices.length;
        },
      );
      told[target] = count;
    } catch (thrown) {
      const error = asSyncError(thrown);
      if (error.code !== "NOTIFY_FAILED") throw error;
      failed.push(error);
    }
  }
  if (targets.includes("terminal")) {
    let isShown = false;
    const show = (notices: readonly ToldNotice[]) => {
      print(notices, { told, failed });
      isShown = true;
    };
    await tellOnce(deps, options.set, { options, see, signal }, show);
    if (!isShown) print([], { told, failed });
  }
  return { told, failed };
}

const noSources: NoticeSources = {
  me: null,
  dueBefore: () => [],
  newsSince: () => Promise.resolve({ news: [], upTo: 0 }),
  [Symbol.dispose]: () => {},
};

interface Sight {
  /** Everything but the news, which depend on how far a set has come. */
  readonly situation: Omit<Situation, "news">;
  readonly sources: NoticeSources;
  /** Name of the mark in the log; `null`: there is no news to look for. */
  readonly mark: string | null;
}

async function lookAround(
  { config, inspect, now, warn }: CheckDeps,
  sources: NoticeSources,
  signal: AbortSignal,
): Promise<Sight> {
  const { kinds, dueWithinMs } = config.notify;
  const news = kinds.filter((kind) => kind === "assigned" || kind === "comment");
  if (news.length > 0 && sources.me === null && sources !== noSources) {
    warn("it is not known who you are in Vikunja: set `me` under [notify] in the configuration");
  }
  const nowMs = now();
  const situation = {
    nowMs,
    due: sources.dueBefore(new Date(nowMs + dueWithinMs).toISOString()),
    ...await syncState(await inspect(), signal),
  };
  const mark = news.length === 0 || sources.me === null
    ? null
    : `news/${news.toSorted().join("+")}/${sources.me}`;
  return { situation, sources, mark };
}

interface Asked {
  readonly options: CheckOptions;
  readonly see: Sight;
  readonly signal: AbortSignal;
}

/** Tells what nobody was told by this set, all of it at once. */
async function tellOnce(
  { config, sets, processes, now, shared = null }: CheckDeps,
  set: string,
  { options, see, signal }: Asked,
  tell: (notices: readonly ToldNotice[]) => void | Promise<void>,
): Promise<void> {
  const { situation, sources, mark } = see;
  const from = mark === null ? 0 : sets.mark(set, mark);
  const { news, upTo } = mark === null ? { news: [], upTo: 0 } : await sources.newsSince(from);
  const { redeliverAfterMs } = options;
  const here = (taken: readonly Taken[]) => tell(taken.map(toTold));
  await reportNew(
    sets,
    {
      set,
      items: check({ ...situation, news }, config.notify).map(toItem),
      choice: {
        changed: false,
        redeliverAfterMs,
        isGone: processes.isGone,
      },
      holder: processes.own(),
      now,
      maxBatch: Infinity,
    },
    shared === null ? here : toldOnce(
      { shared, set, redeliverAfterMs, runtime: shared, signal },
      here,
    ),
  );
  if (mark !== null && upTo !== from) sets.setMark(set, mark, upTo);
}

function toItem(notice: Notice) {
  return { id: JSON.stringify(notice.id), digest: "", line: JSON.stringify(notice) };
}

function toTold({ line, isRepeated }: Taken): ToldNotice {
  return { ...JSON.parse(line) as Notice, repeated: isRepeated };
}
