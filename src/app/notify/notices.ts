import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import { idsMeant, itemsOfLines } from "@/notices/json_line.ts";
import { reportNew } from "@/notices/report_new.ts";
import type { NoticeSets } from "@/ports/notice_sets.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inspect } from "@/ports/operations.ts";
import type { ProcessNames } from "@/ports/process_names.ts";
import type { ToldNotices } from "@/ports/told_notices.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { CheckDeps } from "@/app/notify/check.ts";

const maxBatch = 1_000;

interface NoticesDeps {
  readonly config: Config;
  /** Opens them at the first call; the same at each later one. */
  readonly sets: () => NoticeSets;
  /** As long as nothing was kept there is nothing to open. */
  readonly areSetsThere: () => boolean;
  readonly inspect: () => Promise<Inspect>;
  /** What only a check needs. */
  readonly loadForCheck: () => Promise<
    Pick<
      CheckDeps,
      "openLog" | "accountNameIn" | "loadMarkup" | "notifiers" | "readText"
    >
  >;
  /** Where several hosts have the list; `null`: they do not. */
  readonly openShared?: () => Promise<ToldNotices & Pick<Runtime, "after"> | null>;
  readonly readLines: (signal: AbortSignal) => Promise<string>;
  readonly processes: ProcessNames;
  readonly runtime: Pick<Runtime, "now">;
  readonly warn: (line: string) => void;
}

/** Sets of what was seen, in the state folder. */
export function createNotices(deps: NoticesDeps): Omit<Notices, typeof Symbol.dispose> {
  const { processes, readLines } = deps;
  const now = () => deps.runtime.now().getTime();
  const openIfThere = () => deps.areSetsThere() ? deps.sets() : null;
  return {
    async reportNew({ set, pointer, changed, redeliverAfterMs, together }, print, signal) {
      const items = itemsOfLines(await readLines(signal), pointer);
      await reportNew(
        deps.sets(),
        {
          set,
          items,
          choice: { changed, redeliverAfterMs, isGone: processes.isGone },
          holder: processes.own(),
          now,
          maxBatch: together ? Infinity : maxBatch,
        },
        translated(print),
      );
    },
    async check(options, print, signal) {
      const { notifyCheck } = await import("@/app/notify/check.ts");
      const shared = await deps.openShared?.() ?? null;
      const parts = { ...deps, ...await deps.loadForCheck(), sets: deps.sets(), now, shared };
      return await notifyCheck(parts, options, translated(print), signal);
    },
    async forgetElsewhere(set, { ids, olderThanMs }) {
      await using shared = await deps.openShared?.() ?? null;
      const meant = ids.length === 0 ? null : ids.flatMap(idsMeant);
      await shared?.forget(set, { ids: meant, olderThanMs });
    },
    sets: () => openIfThere()?.list() ?? [],
    forget(set, { ids, olderThanMs }) {
      const forgotten = openIfThere()?.forget(set, {
        ids: ids.length === 0 ? null : ids.flatMap(idsMeant),
        seenBeforeMs: olderThanMs === null ? null : now() - olderThanMs,
      });
      if (forgotten !== null && forgotten !== undefined) return forgotten;
      throw new SyncError("NOT_FOUND", `Cannot forget ${set}: there is no set of that name`, {
        hint: "`notify sets` lists them.",
      });
    },
  };
}

/** What a full disk does to stdout is no fault of ours. */
function translated<Args extends readonly unknown[]>(print: (...args: Args) => void) {
  return (...args: Args): void => {
    try {
      print(...args);
    } catch (thrown) {
      const cause = thrown instanceof SyncError && thrown.code === "OUTPUT" ? thrown.cause : thrown;
      if ((cause as { readonly code?: unknown }).code !== "ENOSPC") throw thrown;
      throw new SyncError("DISK_FULL", "Cannot write the output: the disk is full", {
        cause: thrown,
        hint: "What was not printed is printed by the next run.",
      });
    }
  };
}
