import type { SyncError } from "@/domain/errors.ts";
import type { ServeLine } from "@/ports/daemon.ts";

/** A failure is said once, not each second; and that it is over. */
export function roundReporter(say: (line: ServeLine) => void) {
  let last = "";
  return (error: SyncError | null, warnings: readonly string[]) => {
    const text = error === null ? warnings.join("\n") : `${error.message} (${error.code})`;
    if (text === last) return;
    if (text === "") say({ level: "info", text: "working again" });
    else for (const line of text.split("\n")) say({ level: "warn", text: line });
    last = text;
  };
}
