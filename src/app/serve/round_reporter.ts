import type { SyncError } from "@/domain/errors.ts";

/** A failure is said once, not each second; and that it is over. */
export function roundReporter(say: (line: string) => void) {
  let last = "";
  return (error: SyncError | null, warnings: readonly string[]) => {
    const text = error === null ? warnings.join("\n") : `${error.message} (${error.code})`;
    if (text === last) return;
    if (text === "") say("working again");
    else for (const line of text.split("\n")) say(line);
    last = text;
  };
}
