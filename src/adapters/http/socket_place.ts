import { SyncError } from "@/domain/errors.ts";
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
  if (found.isSocket !== true) return { kind: "no socket" };
  const self = Deno.build.os === "windows" ? null : Deno.uid();
  const isTrusted = self === null || found.uid === null || found.uid === self ||
    found.uid === root;
  return isTrusted ? { kind: "socket" } : { kind: "foreign", owner: Number(found.uid) };
}

function factsOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.lstatSync(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return null;
    if (thrown instanceof Deno.errors.NotADirectory) return null;
    if (thrown instanceof Error && /ENAMETOOLONG|too long/i.test(thrown.message)) return null;
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
