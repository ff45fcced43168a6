import type { Written } from "@/ports/replica.ts";
import type { Position } from "@/adapters/taskwarrior/common/cursor.ts";
import type { Between } from "@/adapters/taskwarrior/v2/unseen_2.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";

/** With what of ours was replaced unseen, in what was read back; `handed` is told how far that was. */
export async function markedOutcomes(
  outcomes: readonly Written[],
  between: Between & { readonly handed: Map<string, Position> },
  tools: Workings,
): Promise<readonly Written[]> {
  const readings = outcomes.flatMap((each) => each.kind === "failed" ? [] : [each.reading]);
  const marked = [...await tools.markUnseen(readings, between)];
  return outcomes.map((each) => {
    const reading = each.kind === "failed" ? undefined : marked.shift();
    if (reading === undefined) return each;
    if (between.now !== null) between.handed.set(reading.id, between.now);
    return { ...each, reading } as Written;
  });
}
