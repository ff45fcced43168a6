import type { Sync, SyncOptions } from "@/ports/operations.ts";
import { askYesNo } from "@/cli/commands/ask.ts";
import { contactLines } from "@/cli/commands/contact_text.ts";
import { askLongAgo } from "@/cli/commands/long_ago.ts";
import type { Context, Opened } from "@/cli/command.ts";

/** What a person says at first contact; `doneWithin`: to be asked again with old finished tasks left out. */
type Agreement = "yes" | "no" | { readonly doneWithin: string };

/** At first contact nothing is made before a person has seen what; later on nobody is asked. */
export async function agreementTo(
  { config, deps }: Opened,
  sync: Sync,
  options: SyncOptions,
  { output, signal, askText }: Context,
): Promise<Agreement> {
  const { lastSyncAt, linked, daemon } = await (await deps.inspect()).status(signal);
  if (lastSyncAt !== null || linked > 0 || daemon !== null) return "yes";
  const plan = await sync.plan(options, output.progress, signal);
  output.settle();
  if (plan.changes.length === 0) return "yes";
  const isAgeSaid = config.finishedWithinMs !== null || config.selection?.doneWithin != null;
  const doneWithin = isAgeSaid ? null : await askLongAgo(plan, askText);
  if (doneWithin !== null) return { doneWithin };
  output.note("The first sync of these two lists:");
  for (const line of contactLines(plan)) output.note(`  ${line}`);
  if (await askYesNo("Do it?", true, askText)) return "yes";
  output.note("nothing was done; `sync --dry-run` shows each task");
  return "no";
}

/** For every run from now on. @throws {SyncError} `CONFIG`: the configuration file cannot be written. */
export async function keepDoneWithin(doneWithin: string, context: Context): Promise<void> {
  const { output } = context;
  await using opened = await context.open({ needsServer: false, mayLackFile: true });
  const selection = { projects: [], excludeProjects: [], doneWithin };
  const { written } = await (await opened.deps.setup()).select(selection);
  const line = `\`done_within = "${doneWithin}"\` under \`[selection]\``;
  for (const file of written) output.note(`${line} is in ${file}`);
}
