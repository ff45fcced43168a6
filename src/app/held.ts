import type { HeldAnswer } from "@/domain/decide/commands.ts";
import { actIn } from "@/app/inbox/act.ts";
import { heldId } from "@/app/inbox/waiting.ts";
import { type OpenRun, withRun } from "@/app/run/run.ts";
import type { HeldDeletion } from "@/ports/operations.ts";

interface AnswerHeldDeps {
  readonly open: OpenRun;
  /** Reads in parallel. */
  readonly jobs: number;
}

/**
 * Carries out what a person said of deletions that are held: of these tasks, or of all that are held now (`null`).
 * What is there again by then, or went on both sides, needs no answer. Which ones were held.
 * @throws {SyncError} what the first was refused with, once all the others are carried out.
 */
export async function answerHeld(
  { open, jobs }: AnswerHeldDeps,
  { answer, tasks }: { readonly answer: HeldAnswer; readonly tasks: readonly string[] | null },
  signal: AbortSignal,
): Promise<readonly HeldDeletion[]> {
  const frame = { open: () => open({ planOnly: false, jobs }, signal) };
  const { asked, refused } = await withRun(frame, async (run) => {
    const asked = run.log.heldList().filter(({ task }) => tasks === null || tasks.includes(task));
    if (asked.length === 0) return { value: { asked, refused: undefined } };
    const acts = asked.map((each) => ({ id: heldId(each), choice: answer }));
    const { value, events } = await actIn(run, { acts, jobs }, signal);
    const refused = value.flatMap(({ error }) => error ?? []).find(({ code }) =>
      code !== "NOT_FOUND"
    );
    return { value: { asked, refused }, events };
  });
  if (refused !== undefined) throw refused;
  return asked;
}
