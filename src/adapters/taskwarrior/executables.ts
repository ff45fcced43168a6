import { readdirSync } from "node:fs";

/** Names of the files in a folder that can be run, in order; none where there is no folder. */
export function executablesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => isExecutable(`${folder}/${name}`)).toSorted();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    const { isFile, mode } = Deno.statSync(path);
    return isFile && ((mode ?? 0) & 0o111) !== 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
