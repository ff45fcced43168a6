import { join } from "@/ports/paths.ts";
import { SyncError } from "@/domain/errors.ts";
import { ofProfile, type Profile } from "@/domain/profile.ts";
import { variable } from "@/config/paths.ts";

/** `sun_path` of Linux without its closing zero byte. */
const maxBytes = 107;

/** Where a daemon may listen: the usual place, then the one that is this state folder's own. */
export function socketPaths(
  env: Readonly<Record<string, string | undefined>>,
  stateDir: string,
  profile: Profile,
): readonly string[] {
  const runtime = variable(env, "XDG_RUNTIME_DIR");
  const own = join(stateDir, "vikunja-sync.sock");
  return runtime === null
    ? [own]
    : [join(runtime, `${ofProfile("vikunja-sync", profile)}.sock`), own];
}

/** @throws {SyncError} `CONFIG`: longer than the kernel takes. */
export function checkSocketPath(path: string): void {
  const bytes = new TextEncoder().encode(path).length;
  if (bytes <= maxBytes) return;
  throw new SyncError("CONFIG", `Cannot listen on ${path}: ${bytes} bytes are too long`, {
    hint: `A socket's path has at most ${maxBytes} bytes. Set XDG_RUNTIME_DIR, ` +
      "or name a shorter one with --socket.",
  });
}
