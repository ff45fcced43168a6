import type { Written } from "@/ports/replica.ts";
import type { Workings } from "@/adapters/taskwarrior/workings.ts";

/** With what of ours was replaced unseen, in what was read back. */
export async function markedOutcomes(
  outcomes: readonly Written[],
  between: Parameters<Workings["markUnseen"]>[1],
  tools: Workings,
): Promise<readonly Written[]> {
  const readings = outcomes.flatMap((each) => each.kind === "failed" ? [] : [each.reading]);
  const marked = [...await tools.markUnseen(readings, between)];
  return outcomes.map((each) => {
    const reading = each.kind === "failed" ? undefined : marked.shift();
    return reading === undefined ? each : { ...each, reading } as Written;
  });
}
