import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import type { StateFiles } from "@/ports/leaving.ts";

/** All else that any version of this program makes there. */
const known: readonly RegExp[] = [
  /^notices\.db(-wal|-shm)?$/,
  /^direct\.lock$/,
  /^last_failure\.json(\..+)?$/,
  /^(daemon|hook)\.pid$/,
  /^daemon\.socket$/,
  /^vikunja-sync\.sock$/,
  /^(wakes|locks|watch)$/,
  /^(webhooks|page)\.json$/,
  /^webhook-secret(\..+)?$/,
  /^(deliveries|doctor-loop|serve\.log|seen-version)$/,
  /^(taskrc|quiet|quiet\.(bundle|binary))\.json(\.new)?$/,
  /^log\.db\.restoring-/,
  /^replica-([0-9a-f-]{36}|folder)$/,
  /^host\.id$/,
  // What was no copy of the list's log.
  /^log\.db\.replaced(-wal)?$/,
];

/** The log itself, and what was saved from a damaged one, its backups, and what one of those has replaced. */
const history = /^(log\.db(-wal|-shm|\.(salvaged|replaced)-.*)?|backups)$/;

export function stateFiles(stateDir: string): StateFiles {
  return {
    list() {
      const names = (ifThere(() => files.list(stateDir)) ?? []).toSorted();
      const { history = [], ours = [], others = [] } = Object.groupBy(names, kindOf);
      return { history, ours, others };
    },
    remove(names) {
      for (const name of names) ifThere(() => files.removeTree(join(stateDir, name)));
      if (ifThere(() => files.list(stateDir))?.length === 0) files.removeTree(stateDir);
    },
  };
}

function kindOf(name: string): "history" | "ours" | "others" {
  if (history.test(name)) return "history";
  return known.some((form) => form.test(name)) ? "ours" : "others";
}
