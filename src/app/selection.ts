import type { Config } from "@/config/config.ts";
import type { ProjectPattern, Selection } from "@/domain/selection.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";

interface SelectionDeps {
  readonly config: Pick<Config, "selection" | "notify">;
  readonly now: () => Date;
  /** User name of whoever owns the Inbox; `null`: it is not known yet. */
  readonly accountName: () => string | null;
}

/** The selection as it is decided by, at that moment; `null`: everything is synced. */
export function selectionBy(
  { config, now, accountName }: SelectionDeps,
): () => Selection | null {
  const { selection: written, notify } = config;
  if (written === null) return () => null;
  const patterns = (some: readonly string[]): readonly ProjectPattern[] => some.map(decodeProject);
  const fixed = {
    projects: patterns(written.projects),
    excludeProjects: patterns(written.excludeProjects),
    labels: written.labels,
    excludeLabels: written.excludeLabels,
    assigned: written.assigned,
    isFiltered: written.filter !== null,
  };
  const { doneWithin } = written;
  let me: string | null = notify.me;
  return () => ({
    ...fixed,
    me: written.assigned === "any" ? null : me ??= accountName(),
    doneSince: doneWithin === null ? null : {
      at: new Date(now().getTime() - doneWithin.ms).toISOString(),
      age: doneWithin.text,
    },
  });
}
