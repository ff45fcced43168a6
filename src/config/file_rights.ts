import { basename, dirname } from "@/ports/paths.ts";
import type { Problem } from "@/config/problem.ts";

/** What the system says of who may do what with a file. */
export interface FileRights {
  /** Unix permission bits; `null` where the system has none, or the file is not there. */
  readonly fileMode: (path: string) => Promise<number | null>;
  /** Whether it belongs to another user than this one and root. */
  readonly isForeign: (path: string) => Promise<boolean>;
}

const othersMayWrite = 0o022;
const everybodyMayWrite = 0o002;
const onlyOwnersMayReplace = 0o1000;

/**
 * Why a file that decides what is run, and with which secrets, is not to be believed; `null`: only this user, or
 * root, can have written it. As OpenSSH does with its own files.
 */
export async function rightsProblem(
  path: string,
  { fileMode, isForeign }: FileRights,
): Promise<Problem | null> {
  const mode = await fileMode(path);
  if (mode === null) return null;
  if ((mode & othersMayWrite) !== 0) {
    const what = "others on this machine can write to it";
    return { where: path, what, mend: `chmod go-w '${path}'` };
  }
  if (!await isForeign(path)) return null;
  return { where: path, what: "it belongs to another user", mend: `chown it, or name another` };
}

/** Likewise; nor can anybody else have put it there. */
export async function placeProblem(path: string, rights: FileRights): Promise<Problem | null> {
  return await rightsProblem(path, rights) ?? await folderProblem(path, rights);
}

/**
 * Why the folder of such a file is not to be believed: everybody may put another file in its place. What a group may do
 * is left to the group: many systems give each user one of his own, and let it write.
 */
export async function folderProblem(
  file: string,
  { fileMode }: Pick<FileRights, "fileMode">,
): Promise<Problem | null> {
  const path = dirname(file);
  const mode = await fileMode(path);
  if (mode === null || (mode & everybodyMayWrite) === 0) return null;
  if ((mode & onlyOwnersMayReplace) !== 0) return null;
  const what = `everybody on this machine can put another ${basename(file)} there`;
  return { where: path, what, mend: `chmod o-w '${path}'` };
}
