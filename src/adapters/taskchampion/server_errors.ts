import { SyncError } from "@/domain/errors.ts";
import type { RawAnswer } from "@/ports/transport.ts";

/** `mayHaveHappened`: what was asked may have been done. */
export function unavailable(
  name: string,
  why: string,
  mayHaveHappened: boolean,
  cause?: unknown,
): SyncError {
  return new SyncError("SYNC_SERVER_UNAVAILABLE", `Cannot reach ${name}: ${why}`, {
    retryable: true,
    cause,
    hint: "What is to be written waits, and is sent once the server is there again.",
    details: mayHaveHappened ? { mayHaveHappened } : {},
  });
}

export function answerWrong(name: string, why: string): SyncError {
  return new SyncError("SYNC_SERVER", `Cannot understand ${name}: ${why}`, {
    hint: "Is `url` under [sync] the sync.server.url of the other replicas?",
  });
}

export function refused(name: string, { status, bytes }: RawAnswer): SyncError {
  const said = new TextDecoder().decode(bytes).split("\n")[0]?.slice(0, 100).trim() ?? "";
  const why = `${status}${said === "" ? "" : `, ${said}`}`;
  const hint = status === 403
    ? "Does it take only those client ids that it was told of (--allow-client-id)?"
    : "Is `url` under [sync] the sync.server.url of the other replicas?";
  return new SyncError("SYNC_SERVER", `Cannot sync tasks: ${name} refuses (${why})`, { hint });
}
