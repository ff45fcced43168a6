import type { Config } from "@/config/config.ts";
import { claimedLabel } from "@/domain/claim.ts";
import type { RunPolicy } from "@/domain/policy.ts";
import type { ConflictRules } from "@/domain/conflict_rules.ts";
import type { Directions } from "@/domain/directions.ts";
import type { Selection } from "@/domain/selection.ts";
import type { Representation } from "@/domain/representation.ts";
import type { EditClock } from "@/ports/edit_clock.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { VikunjaSide } from "@/ports/sides.ts";
import type { BoundIds } from "@/app/run/bound_ids.ts";

interface PolicyParts {
  readonly config: Config;
  readonly runtime: Pick<Runtime, "now">;
  readonly vikunja: Pick<
    VikunjaSide,
    "defaultProjectPath" | "projectNames" | "obstacles" | "accountName"
  >;
  readonly editClock: EditClock;
  readonly representation: Representation;
  readonly ids: BoundIds;
  readonly directions: Directions | null;
  readonly conflicts: ConflictRules | null;
  readonly saysField: RunPolicy["saysField"] | null;
  /** See {@link selectionBy}. */
  readonly selection: () => Selection | null;
}

/** What decisions are made by, as it is at that moment. */
export function runPolicy(parts: PolicyParts): RunPolicy {
  const { config, runtime, vikunja, editClock, representation, ids } = parts;
  const selection = parts.selection();
  const { directions, conflicts, saysField } = parts;
  // Without one's own name an annotation of one's own would get it, and the next edit would write it there.
  const me = config.mapping.tellsAuthors ? config.notify.me ?? vikunja.accountName() : null;
  return {
    representation,
    ...(me === null ? {} : { tellsAuthors: { butOf: me } }),
    ...(selection === null ? {} : { selection }),
    ...(directions === null ? {} : { directions }),
    ...(conflicts === null ? {} : { conflicts }),
    ...(saysField == null ? {} : { saysField }),
    context: { defaultProject: vikunja.defaultProjectPath(), projects: vikunja.projectNames() },
    obstacles: vikunja.obstacles(),
    tieWinner: config.tie,
    taskwarriorOnly: config.claimsMirror === "assignee" ? [claimedLabel] : [],
    notesLink: config.link !== "none",
    now: runtime.now().toISOString(),
    clockOffset: editClock.offset(),
    nextStreamId: ids.forNow(),
  };
}
