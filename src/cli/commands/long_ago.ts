import { usualDoneWithin } from "@/config/selection_config.ts";
import type { SyncPlan } from "@/ports/operations.ts";
import { askYesNo } from "@/cli/commands/ask.ts";
import type { AskText } from "@/cli/command.ts";

/** The age whose older finished tasks are to stay where they are; `null`: there are none, or they go over as well. */
export async function askLongAgo(
  { finishedLongAgo = 0 }: SyncPlan,
  askText: AskText,
): Promise<string | null> {
  if (finishedLongAgo === 0) return null;
  const count = finishedLongAgo.toLocaleString("en-US");
  const days = `${Number.parseInt(usualDoneWithin)} days`;
  const tasks = finishedLongAgo === 1 ? "1 finished task" : `${count} finished tasks`;
  const isWanted = await askYesNo(`${tasks} older than ${days}: also over?`, false, askText);
  return isWanted ? null : usualDoneWithin;
}
