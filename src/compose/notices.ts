import { existsSync } from "node:fs";
import process from "node:process";
import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import { readLines } from "@/adapters/system/standard_input.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import { livenessOf, ownStartMark, thisHost } from "@/locks/process_facts.ts";
import { idsMeant, itemsOfLines } from "@/notices/json_line.ts";
import { reportNew } from "@/notices/report_new.ts";
import type { NoticeSets } from "@/ports/notice_sets.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inspect } from "@/ports/operations.ts";

const maxBatch = 1_000;

export interface NoticesDeps {
  readonly config: Config;
  readonly inspect: () => Promise<Inspect>;
  readonly warn: (line: string) => void;
}

/** Sets of what was seen, in the state folder, opened when they are first asked for. */
export function createNotices({ config, inspect, warn }: NoticesDeps): Notices {
  const sets = lazySets(config.stateDir);
  return {
    async reportNew({ set, pointer, changed, redeliverAfterMs, together }, print, signal) {
      const items = itemsOfLines(await readLines(signal), pointer);
      await reportNew(
        sets.open(),
        {
          set,
          items,
          choice: { changed, redeliverAfterMs, isGone },
          ...{ holder: thisProcess(), now: Date.now },
          maxBatch: together ? Infinity : maxBatch,
        },
        translated(print),
      );
    },
    async check(options, print, signal) {
      const { notifyCheck } = await import("@/compose/notify_check.ts");
      return await notifyCheck(
        { config, inspect, warn, sets: sets.open() },
        options,
        translated(print),
        signal,
      );
    },
    sets: () => sets.openIfThere()?.list() ?? [],
    forget(set, { ids, olderThanMs }) {
      const forgotten = sets.openIfThere()?.forget(set, {
        ids: ids.length === 0 ? null : ids.flatMap(idsMeant),
        seenBeforeMs: olderThanMs === null ? null : Date.now() - olderThanMs,
      });
      if (forgotten !== null && forgotten !== undefined) return forgotten;
      throw new SyncError("NOT_FOUND", `Cannot forget ${set}: there is no set of that name`, {
        hint: "`notify sets` lists them.",
      });
    },
    [Symbol.dispose]: sets.close,
  };
}

function lazySets(stateDir: string) {
  const path = `${stateDir}/notices.db`;
  let opened: NoticeSets | null = null;
  const open = (): NoticeSets => opened ??= openNoticeSets(path);
  return {
    open,
    openIfThere: (): NoticeSets | null => existsSync(path) ? open() : null,
    close: (): void => opened?.[Symbol.dispose](),
  };
}

/** Host, number and, where that can be had, start of this process: no other has all three. */
export function thisProcess(): string {
  return [thisHost(), process.pid, ownStartMark() ?? ""].join(" ");
}

/** Of another host nobody knows: only time tells. */
export function isGone(holder: string): boolean {
  const [host, pid, startMark = ""] = holder.split(" ");
  if (host !== thisHost()) return false;
  return livenessOf(Number(pid), startMark === "" ? null : startMark) === "dead";
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
