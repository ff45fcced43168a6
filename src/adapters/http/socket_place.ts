import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { SyncError } from "@/domain/errors.ts";
import type { FileFacts } from "@/ports/system.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { SocketPlace } from "@/ports/daemon.ts";

const root = 0;

/**
 * Neither follows links nor connects. The user's own sockets and root's are trusted; the runtimes tell nothing of
 * the process at the other end.
 * @throws {SyncError} `CONFIG`: this user may not look there.
 */
export function lookAtSocket(path: string): SocketPlace {
  const found = factsOf(path);
  if (found === null) return { kind: "nothing" };
  if (!found.isSocket) return { kind: "no socket" };
  const self = thisProcess.uid();
  const isTrusted = self === null || found.uid === self || found.uid === root;
  return isTrusted ? { kind: "socket" } : { kind: "foreign", owner: found.uid };
}

function factsOf(path: string): FileFacts | null {
  try {
    return files.linkFacts(path);
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === "ENOTDIR" || code === "ENAMETOOLONG") return null;
    throw notAllowed(path, thrown);
  }
}

/** The folder or the socket belongs to somebody else. */
export function notAllowed(path: string, cause: unknown): SyncError {
  return new SyncError("CONFIG", `Cannot look for the daemon at ${path}: this user may not`, {
    cause,
    hint: "The folder belongs to somebody else: run this as its owner, or name a state folder of " +
      "your own with VIKUNJA_SYNC_STATE_DIR.",
  });
}
