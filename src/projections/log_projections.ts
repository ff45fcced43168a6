import type { Projection } from "@/domain/projection.ts";
import { conflicts } from "@/projections/conflicts.ts";
import { deadLetters } from "@/projections/dead_letters.ts";
import { deselected } from "@/projections/deselected.ts";
import { facts } from "@/projections/facts.ts";
import { held } from "@/projections/held.ts";
import { leftOut } from "@/projections/left_out.ts";
import { links } from "@/projections/links.ts";
import { pending } from "@/projections/pending.ts";
import { shownClaims } from "@/projections/shown_claims.ts";
import { tasks } from "@/projections/tasks.ts";

/** Everything the log keeps beside its events, in the order it is brought up to date. */
export const logProjections: readonly Projection[] = [
  links,
  tasks,
  pending,
  conflicts,
  facts,
  deadLetters,
  leftOut,
  held,
  shownClaims,
  deselected,
];
