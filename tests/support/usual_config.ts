import type { Config } from "@/config/config.ts";

/** Where nothing is said of it. */
export const usualTaskwarrior: Config["taskwarrior"] = {
  program: "task",
  taskrc: null,
  taskdata: null,
  write: "auto",
  syncEveryMs: null,
  synced: null,
};
