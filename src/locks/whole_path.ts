import { thisProcess } from "@system/this_process.ts";
import { isAbsolute, resolveFrom } from "@/ports/paths.ts";

/** From the root on; a relative path begins where this process is. */
export function wholePath(path: string): string {
  return resolveFrom(isAbsolute(path) ? "/" : thisProcess.folder(), path);
}
