import type { SyncPlan } from "@/ports/operations.ts";
import { counted } from "@/words/words.ts";

const mostNamed = 8;

/** What a first sync would do, in counts, and what a person may want to know before it. */
export function contactLines(
  { changes, warnings, notes = [], newProjects = [] }: SyncPlan,
): readonly string[] {
  const of = (action: string, side?: string) =>
    new Set(
      changes.filter((each) => each.action === action && (side === undefined || each.side === side))
        .map(({ task }) => task),
    ).size;
  const parts = [
    [of("link"), "linked by title"],
    [of("create", "vikunja"), "to be made in Vikunja"],
    [of("create", "taskwarrior"), "to be made in Taskwarrior"],
    [of("conflict"), "with two values for one field: one stands, the other is kept"],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const names = newProjects.slice(0, mostNamed).join(", ");
  const more = newProjects.length - mostNamed;
  return [
    told.length === 0 ? "no task is to be linked or made" : `tasks: ${told.join(", ")}`,
    ...newProjects.length === 0 ? [] : [
      `${counted(newProjects.length, "new project")} in Vikunja: ${names}${
        more > 0 ? ` and ${more} more` : ""
      }`,
    ],
    ...notes,
    ...warnings.map((warning) => `warning: ${warning}`),
  ];
}
