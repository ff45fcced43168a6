import { files } from "@system/files.ts";
import { processNames } from "@/adapters/locks/process_names.ts";
import { openNoticeSets } from "@/adapters/sqlite/notice_sets.ts";
import { readLines } from "@/adapters/system/standard_input.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createNotices } from "@/app/notify/notices.ts";
import type { Config } from "@/config/config.ts";
import type { NoticeSets } from "@/ports/notice_sets.ts";
import type { Notices } from "@/ports/notices.ts";
import type { Inspect } from "@/ports/operations.ts";

export function composeNotices(
  config: Config,
  warn: (line: string) => void,
  inspect: Inspect,
): Notices {
  const { store } = config;
  const path = `${config.stateDir}/notices.db`;
  let opened: NoticeSets | null = null;
  const notices = createNotices({
    config,
    sets: () => opened ??= openNoticeSets(path, systemRuntime),
    areSetsThere: () => files.facts(path) !== null,
    inspect: () => Promise.resolve(inspect),
    loadForCheck: async () =>
      (await import("@/compose/notice_check.ts")).partsOfCheck(config, warn),
    openShared: async () => store && (await import("@/compose/store.ts")).toldNotices(store),
    readLines,
    processes: processNames,
    runtime: systemRuntime,
    warn,
  });
  return { ...notices, [Symbol.dispose]: () => opened?.[Symbol.dispose]() };
}
