import { SyncError } from "@/domain/errors.ts";
import { otherSide, sideNames } from "@/domain/task.ts";
import type { HeldDeletion } from "@/ports/operations.ts";
import { usageError } from "@/cli/arguments.ts";
import { type Context, defineCommand } from "@/cli/command.ts";
import { heldLines } from "@/cli/commands/held_text.ts";
import { ExitCode } from "@/cli/exit_code.ts";
import { lockOptions } from "@/cli/option.ts";
import { counted } from "@/words/words.ts";

const answers = { "let-go": "let go", "bring-back": "bring back" } as const;

export const heldCommand = defineCommand({
  summary:
    "Deletions that are held back since very many tasks went at once: list, let go, bring back",
  usage: "[list | let-go [TASK…] | bring-back [TASK…]]",
  maxPositionals: 1_000,
  actions: ["list", "let-go", "bring-back"],
  options: { ...lockOptions },
  details: [
    "list        the tasks that are gone from one side and were left on the other (also without a word)",
    "let-go      they go on the other side as well; one that was edited there since is made again instead",
    "bring-back  they are made again where they went",
    "TASK is the ID that `task` shows, a UUID or its first 8 characters, or # and Vikunja's id;",
    "without one: all that are held. Exit code 3 while some are held.",
  ],
  async run({ options, positionals: [action = "list", ...tasks] }, context) {
    if (action === "list") {
      if (tasks[0] !== undefined) throw usageError(`there is no place for "${tasks[0]}"`, "held");
      return await list(context);
    }
    if (action !== "let-go" && action !== "bring-back") {
      throw usageError(`"${action}" is none of list, let-go, bring-back`, "held");
    }
    return await answer(action, tasks, options["lock-timeout"], context);
  },
});

async function list({ open, output, signal }: Context): Promise<ExitCode> {
  await using opened = await open({ needsServer: false });
  const { held } = await (await opened.deps.inspect()).status(signal);
  output.result(
    { held },
    (page) => held.length === 0 ? ["nothing is held back"] : heldLines(held, page).slice(1),
  );
  return held.length === 0 ? ExitCode.ok : ExitCode.conflict;
}

async function answer(
  action: keyof typeof answers,
  names: readonly string[],
  timeout: string | null,
  { open, output, signal }: Context,
): Promise<ExitCode> {
  await using opened = await open({
    needsServer: true,
    flags: timeout === null ? {} : { lock_timeout: timeout },
  });
  const inspect = await opened.deps.inspect();
  const before = (await inspect.status(signal)).held;
  const tasks: string[] = [];
  for (const name of names) {
    const { task, title } = await inspect.find(name, signal);
    if (!before.some((each) => each.task === task)) {
      throw new SyncError("NOT_FOUND", `Cannot answer: no deletion of "${title}" is held`, {
        hint: "`held` lists those that are.",
      });
    }
    tasks.push(task);
  }
  const asked = before.length === 0 ? [] : await (await opened.deps.held()).answer(
    answers[action],
    names.length === 0 ? null : tasks,
    signal,
  );
  const { held, pending } = await inspect.status(signal);
  const answered = asked.filter((each) => !held.some(({ task }) => task === each.task));
  output.result(
    { answer: action, answered, held: held.length, pending: pending.length },
    () => [
      ...answeredLines(action, answered),
      ...(held.length === 0
        ? []
        : [`${counted(held.length, "deletion")} still held; see \`held\``]),
      ...(pending.length === 0
        ? []
        : [`${counted(pending.length, "change")} left for the next run`]),
    ],
  );
  if (pending.length > 0) return ExitCode.tryAgain;
  return held.length > 0 ? ExitCode.conflict : ExitCode.ok;
}

function answeredLines(
  action: keyof typeof answers,
  answered: readonly HeldDeletion[],
): readonly string[] {
  if (answered.length === 0) return ["nothing was held back"];
  return answered.map(({ title, side }) =>
    action === "let-go"
      ? `"${title}": goes from ${sideNames[otherSide(side)]} too`
      : `"${title}": is made again in ${sideNames[side]}`
  );
}
