import { files } from "@system/files.ts";
import { join } from "@/ports/paths.ts";
import { ifThere } from "@/ports/missing.ts";
import { systemCode } from "@/ports/system_code.ts";

const name = "daemon.socket";

/**
 * Says until disposed where the owner of this state folder listens: a command that was started without the
 * daemon's environment (cron, `ssh host command`, sudo) looks for it elsewhere.
 */
export function noteSocket(stateDir: string, path: string): Disposable {
  const note = join(stateDir, name);
  files.write(note, `${path}\n`, { create: true, truncate: true, mode: 0o600 });
  return {
    [Symbol.dispose]() {
      if (notedSocket(stateDir) === path) ifThere(() => files.remove(note));
    },
  };
}

/** `null`: none is noted. What a killed daemon left names a socket where nobody listens. */
export function notedSocket(stateDir: string): string | null {
  try {
    return files.readText(join(stateDir, name)).trimEnd() || null;
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EACCES") return null;
    throw thrown;
  }
}
