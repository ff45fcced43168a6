import type { TaskwarriorSide } from "@/ports/sides.ts";

/**
 * Wakes where there may be something to look at: a look opens the log and the data, which for many quiet lists is nearly
 * all that they cost. What cannot be told now is found out, and said, by the look.
 */
export function newsFirst(
  { hasNews }: Pick<TaskwarriorSide, "hasNews">,
  wake: () => void,
  signal: AbortSignal,
): () => void {
  if (hasNews === undefined) return wake;
  let isAsking = false;
  return () => {
    if (isAsking) return;
    isAsking = true;
    hasNews(signal).catch(() => true).then((isNews) => {
      isAsking = false;
      if (isNews && !signal.aborted) wake();
    });
  };
}
