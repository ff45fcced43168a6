import { isAbsolute, join } from "node:path";

/**
 * Where unpacked programs may be kept, best first. A folder named by VIKUNJA_SYNC_CACHE is the only
 * one; otherwise the temporary folder is the last resort of a user without a home.
 */
export function cacheFolders(): readonly string[] {
  const named = absolute("VIKUNJA_SYNC_CACHE");
  if (named !== null) return [named];
  const shared = absolute("XDG_CACHE_HOME");
  const home = absolute("HOME");
  return [
    ...(shared === null ? [] : [join(shared, "vikunja-sync")]),
    ...(home === null ? [] : [join(home, ".cache", "vikunja-sync")]),
    temporaryCache(),
  ];
}

function temporaryCache(): string {
  return join(absolute("TMPDIR") ?? "/tmp", `vikunja-sync-cache-${Deno.uid() ?? "user"}`);
}

/**
 * Whether programs found in `folder` may be run. The one in the temporary folder has a name that
 * everybody can guess and take first: it must be ours, and not writable by all.
 */
export async function isTrusted(folder: string): Promise<boolean> {
  const info = await infoOf(folder);
  if (info === null || !info.isDirectory) return false;
  if (folder !== temporaryCache()) return true;
  return info.uid === Deno.uid() && ((info.mode ?? 0) & 0o002) === 0;
}

/** The first of `folders` that is there, or can be made, for this user to write in; or `null`. */
export async function writableFolder(folders: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    if (await canWriteIn(folder) && await isTrusted(folder)) return folder;
  }
  return null;
}

async function canWriteIn(folder: string): Promise<boolean> {
  try {
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    await Deno.remove(await Deno.makeTempFile({ dir: folder }));
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

async function infoOf(path: string): Promise<Deno.FileInfo | null> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Errors that mean «not here» and let the next folder be tried: also a read-only file system. */
function isRefusal(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied ||
    error instanceof Deno.errors.NotCapable ||
    error instanceof Deno.errors.AlreadyExists ||
    error instanceof Deno.errors.NotADirectory ||
    (error instanceof Error && "code" in error && error.code === "EROFS");
}

function absolute(variable: string): string | null {
  const value = Deno.env.get(variable) ?? "";
  return isAbsolute(value) ? value : null;
}
