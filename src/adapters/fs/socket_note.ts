import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const name = "daemon.socket";

/**
 * Says until disposed where the owner of this state folder listens: a command that was started without the
 * daemon's environment (cron, `ssh host command`, sudo) looks for it elsewhere.
 */
export function noteSocket(stateDir: string, path: string): Disposable {
  const note = join(stateDir, name);
  writeFileSync(note, `${path}\n`, { mode: 0o600 });
  return {
    [Symbol.dispose]() {
      if (notedSocket(stateDir) === path) rmSync(note, { force: true });
    },
  };
}

/** `null`: none is noted. What a killed daemon left names a socket where nobody listens. */
export function notedSocket(stateDir: string): string | null {
  try {
    return readFileSync(join(stateDir, name), "utf8").trimEnd() || null;
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return null;
    throw thrown;
  }
}
