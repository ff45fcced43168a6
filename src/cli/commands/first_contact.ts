import type { Sync, SyncOptions } from "@/ports/operations.ts";
import { askYesNo } from "@/cli/commands/ask.ts";
import { contactLines } from "@/cli/commands/contact_text.ts";
import type { Context, Opened } from "@/cli/command.ts";

/** At first contact nothing is made before a person has seen what; later on nobody is asked. */
export async function isAgreedTo(
  { deps }: Opened,
  sync: Sync,
  options: SyncOptions,
  { output, signal, askText }: Context,
): Promise<boolean> {
  const { lastSyncAt, linked, daemon } = await (await deps.inspect()).status(signal);
  if (lastSyncAt !== null || linked > 0 || daemon !== null) return true;
  const plan = await sync.plan(options, output.progress, signal);
  output.settle();
  if (plan.changes.length === 0) return true;
  output.note("The first sync of these two lists:");
  for (const line of contactLines(plan)) output.note(`  ${line}`);
  if (await askYesNo("Do it?", true, askText)) return true;
  output.note("nothing was done; `sync --dry-run` shows each task");
  return false;
}
