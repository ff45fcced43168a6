import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { ConflictRules } from "@/domain/conflict_rules.ts";
import type { Directions } from "@/domain/directions.ts";
import type { Scope } from "@/domain/disjoint.ts";
import type { Selection } from "@/domain/selection.ts";
import { patternsBy, takenNames } from "@/app/run/mapping_rules.ts";
import { decodeProject } from "@/mapping/taskwarrior/project.ts";

interface SelectionDeps {
  readonly config: Pick<Config, "selection" | "notify" | "mapping">;
  readonly now: () => Date;
  /** User name of whoever owns the Inbox; `null`: it is not known yet. */
  readonly accountName: () => string | null;
}

interface SelectionNow {
  /** `null`: everything is synced. */
  now(): Selection | null;
  /** Once both sides were read. @throws {SyncError} `CONFIG`: nobody knows whose the token is, and that is asked for. */
  check(): void;
}

/** The selection as it is decided by, at that moment. */
export function selectionBy({ config, now, accountName }: SelectionDeps): SelectionNow {
  const { selection: written, notify } = config;
  if (written === null) return { now: () => null, check: () => {} };
  const patterns = patternsBy(config);
  const fixed = {
    projects: patterns(written.projects),
    excludeProjects: patterns(written.excludeProjects),
    labels: written.labels,
    excludeLabels: written.excludeLabels,
    assigned: written.assigned,
    isFiltered: written.filter !== null,
  };
  const { doneWithin } = written;
  const isAsked = written.assigned !== "any";
  // Known from an earlier run, mostly.
  let me = isAsked ? notify.me ?? accountName() : null;
  return {
    now: () => ({
      ...fixed,
      me,
      doneSince: doneWithin === null ? null : {
        at: new Date(now().getTime() - doneWithin.ms).toISOString(),
        age: doneWithin.text,
      },
    }),
    check() {
      if (!isAsked || me !== null) return;
      me = accountName();
      if (me === null) throw nobodyKnown();
    },
  };
}

function nobodyKnown(): SyncError {
  return new SyncError(
    "CONFIG",
    "Cannot select by who a task is assigned to: the server does not say whose the token is",
    { hint: 'Set your user name: `me = "anna"` under `[notify]` in the configuration file.' },
  );
}

/**
 * By the names that Taskwarrior has, since another profile may map them otherwise: all that may be taken, and what is
 * left out for sure. `defaultProject`: where the server has it; empty where that was not read yet.
 */
export function scopeOf(
  config: Pick<Config, "selection" | "defaultProject" | "mapping">,
  defaultProject: readonly string[],
): Scope {
  const { selection, defaultProject: named } = config;
  return {
    projects: takenNames(config, selection?.projects ?? []),
    excludeProjects: (selection?.excludeProjects ?? []).map(decodeProject),
    labels: selection?.labels ?? [],
    excludeLabels: selection?.excludeLabels ?? [],
    defaultProject: defaultProject.length > 0 ? defaultProject : decodeProject(named ?? "Inbox"),
  };
}

/** `null`: everything goes both ways. */
export function directionsOf(
  config: Pick<Config, "direction" | "mapping">,
): Directions | null {
  const { direction } = config;
  if (direction === null) return null;
  const patterns = patternsBy(config);
  return {
    fromVikunja: patterns(direction.fromVikunja),
    fromTaskwarrior: patterns(direction.fromTaskwarrior),
    otherEdits: direction.otherEdits,
  };
}

/** `null`: the newer edit wins. */
export function conflictRulesOf(
  config: Pick<Config, "conflicts" | "mapping">,
): ConflictRules | null {
  const { conflicts } = config;
  if (conflicts === null) return null;
  const { byField, byProject, winner } = conflicts;
  const patterns = patternsBy(config);
  const decoded = byProject.map(({ projects, rule }) => ({
    projects: patterns(projects),
    rule,
  }));
  return { byField, byProject: decoded, rule: winner };
}
