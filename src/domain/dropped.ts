/** Why a push was given up where a person decided so, as the log keeps it. */
export const byHand = "given up by hand";

/** Where a person takes that back: given up as it was before, and a failure again. */
export const notByHand = "dropped by hand, which was taken back";

/** Whether a person gave it up, of a push that is given up; only naming the task takes that back. */
export function isDropped({ error }: { readonly error: string | null }): boolean {
  return error === `ABORTED: ${byHand}`;
}
