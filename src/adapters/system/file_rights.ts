import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";

/** Whether it is there and belongs to another user than this one and root. */
export function isForeign(path: string): Promise<boolean> {
  const self = thisProcess.uid();
  const found = self === null ? null : files.facts(path);
  return Promise.resolve(found !== null && found.uid !== 0 && found.uid !== self);
}

/** Unix permission bits; `null` where the system has none, or the file is not there. */
export function fileMode(path: string): Promise<number | null> {
  const found = thisProcess.os === "windows" ? null : files.facts(path);
  return Promise.resolve(found?.mode ?? null);
}
