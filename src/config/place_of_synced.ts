import type { SyncedConfig } from "@/config/config.ts";

/** Where the replicas meet, in words. */
export function placeOfSynced({ at }: SyncedConfig): string {
  switch (at.kind) {
    case "folder":
      return `the folder ${at.folder}`;
    case "server":
      return at.url;
  }
}
