import { SyncError } from "@/domain/errors.ts";
import type { RawObject } from "@/adapters/vikunja/answers.ts";
import type { CreateWrite } from "@/adapters/vikunja/write/earlier.ts";

type Matched = { readonly raw: RawObject } | { readonly error: SyncError };

/** Recorded: in the order sent. Checked by title all the same, since a wrong link would mix up two tasks. */
export function matchAnswers(
  chunk: readonly CreateWrite[],
  answers: readonly RawObject[],
): readonly Matched[] {
  const left = [...answers];
  return chunk.map(({ push }, index) => {
    const inPlace = answers[index]?.["title"] === push.task.title ? answers[index] : undefined;
    const raw = inPlace !== undefined && left.includes(inPlace)
      ? inPlace
      : left.find((answer) => answer["title"] === push.task.title);
    if (raw === undefined) return { error: unmatched() };
    left.splice(left.indexOf(raw), 1);
    return { raw };
  });
}

export function unmatched(): SyncError {
  return new SyncError("SERVER_ANSWER", "Cannot tell which of the new tasks is which", {
    retryable: true,
    hint: "It is looked for before it is made again.",
  });
}
