import { overlapOf, type Scope } from "@/domain/disjoint.ts";
import { SyncError } from "@/domain/errors.ts";
import type { Profile } from "@/domain/profile.ts";
import type { EngineMark, EngineMarks } from "@/ports/engine_mark.ts";

interface OverlapDeps {
  readonly marks: Pick<EngineMarks, "others" | "isThere">;
  readonly profile: Profile;
  readonly scope: Scope;
}

/** Of a mark by a version that knew no profiles. */
const all: Scope = {
  projects: [],
  excludeProjects: [],
  labels: [],
  excludeLabels: [],
  defaultProject: [],
};

/**
 * Several profiles may work on one folder where no task is of two of them. Each tells by its mark what it takes, and
 * looks at those of the others before it writes; so of two that begin at once at most one goes on.
 * @throws {SyncError} `BINDING`: one of them takes tasks that this one takes, too.
 */
export function refuseOverlap({ marks, profile, scope }: OverlapDeps, folder: string): void {
  for (const { profile: other, mark } of marks.others(folder)) {
    if (!marks.isThere(mark)) continue;
    const shared = overlapOf(scope, scopeOf(mark));
    if (shared !== null) throw overlaps({ profile, other, mark, shared }, folder);
  }
}

function scopeOf({ takes }: EngineMark): Scope {
  return takes ?? all;
}

interface Overlap {
  readonly profile: Profile;
  readonly other: Profile;
  readonly mark: EngineMark;
  readonly shared: string;
}

function overlaps({ profile, other, mark, shared }: Overlap, folder: string): SyncError {
  const [here, there] = [nameOf(profile), nameOf(other)];
  const flag = other === null ? "" : ` --profile ${other}`;
  return new SyncError(
    "BINDING",
    `Cannot sync: ${here} and ${there} would both sync ${shared} of the Taskwarrior list ${folder}`,
    {
      hint:
        `Nothing was written. Each needs a [selection] that leaves out what the other takes, by projects or labels ` +
        `(\`projects = ["Work"]\` in one, \`exclude_projects = ["Work"]\` in the other). What ${there} takes counts ` +
        `as it last synced (${mark.at}, on ${mark.host} in ${mark.stateDir}): after a change there, ` +
        `\`sync${flag}\` once. Where it is not wanted any more: \`unlink${flag}\`.`,
      details: { profile: other, shared, known: { ...mark } },
    },
  );
}

function nameOf(profile: Profile): string {
  return profile === null ? "the usual profile" : `the profile ${profile}`;
}
