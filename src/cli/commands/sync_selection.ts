import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { PlannedChange, Sync, SyncOptions, SyncSummary } from "@/ports/operations.ts";
import type { Context } from "@/cli/command.ts";
import { counted } from "@/words/words.ts";
import { sideNames, sides } from "@/domain/task.ts";

interface Asked {
  readonly sync: Sync;
  readonly options: SyncOptions;
  /** What the configuration selects, in words. */
  readonly words: readonly string[];
  /** Questions were answered with yes beforehand. */
  readonly yes: boolean;
}

/** Where the selection has changed, shows first what that takes in and leaves out, and asks. */
export async function runSelected(
  { sync, options, words, yes }: Asked,
  context: Pick<Context, "output" | "signal" | "askText">,
): Promise<SyncSummary> {
  const { output, signal, askText } = context;
  try {
    return await sync.run(options, output.progress, signal);
  } catch (thrown) {
    const error = asSyncError(thrown);
    if (error.code !== "SELECTION") throw error;
    const plan = await sync.plan({ ...options, projects: [] }, output.progress, signal);
    output.settle();
    for (const line of selectionLines(plan.changes, words)) output.note(line);
    const answer = yes ? "yes" : output.isJson ? null : await askText("Go on? [y/N]", "shown");
    if (answer === null) throw error;
    if (!/^y(es)?$/i.test(answer)) throw declined(error);
    return await sync.run({ ...options, acceptsSelection: true }, output.progress, signal);
  }
}

function declined(cause: SyncError): SyncError {
  return new SyncError("SELECTION", "Nothing was changed: the selection is not taken on", {
    cause,
    hint: "Change `[selection]` in the configuration file; nothing is synced until then.",
  });
}

const maxTitles = 5;

/** What a changed selection comes to. */
function selectionLines(
  plan: readonly PlannedChange[],
  words: readonly string[],
): readonly string[] {
  const of = (action: PlannedChange["action"]) => plan.filter((each) => each.action === action);
  const group = (name: string, changes: readonly PlannedChange[]) =>
    `  ${name.padEnd(11)} ${counted(changes.length, "task")}${titles(changes)}`;
  const writes = (["create", "update", "delete"] as const).flatMap((action) =>
    sides.flatMap((side) => {
      const count = of(action).filter((change) => change.side === side).length;
      return count === 0 ? [] : [`${action} ${count} in ${sideNames[side]}`];
    })
  );
  const conflicts = of("conflict").length;
  return [
    `The selection has changed. Now it is: ${words.length === 0 ? "everything" : words.join("; ")}`,
    group("taken in", of("take")),
    group("left alone", of("leave")),
    `  to be done  ${writes.length === 0 ? "nothing" : writes.join(", ")}` +
    (conflicts === 0 ? "" : `; ${counted(conflicts, "conflict")}`),
    "What is left alone stays as it is on both sides; nothing is deleted by this.",
  ];
}

function titles(changes: readonly PlannedChange[]): string {
  if (changes.length === 0) return "";
  const some = changes.slice(0, maxTitles).map(({ title }) => JSON.stringify(title)).join(", ");
  return `: ${some}${changes.length > maxTitles ? ", …" : ""}`;
}
