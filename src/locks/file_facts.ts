import { files } from "@system/files.ts";
import type { FileFacts as SystemFacts } from "@/ports/system.ts";

/** `dev` and `ino` name a file on this machine for as long as it exists, whatever its path. */
export type FileFacts = Pick<
  SystemFacts,
  "dev" | "gid" | "ino" | "isLink" | "mode" | "size" | "uid"
>;

/** What is at that path, a symbolic link itself or what it leads to; `null`: nothing. */
export function factsAt(path: string, links: "link itself" | "follow"): FileFacts | null {
  return links === "follow" ? files.facts(path) : files.linkFacts(path);
}

const kindOfFile = 0o170000;
const kinds = { regular: 0o100000, folder: 0o040000, link: 0o120000 };

/**
 * Whoever opens a pipe waits for its other end, for ever and whatever the signal.
 * @throws with the code `ENXIO` where it is a pipe, a socket or a device.
 */
export function refuseSpecial(path: string, { mode }: Pick<FileFacts, "mode">): void {
  const kind = mode & kindOfFile;
  if (kind === 0 || Object.values(kinds).includes(kind)) return;
  throw Object.assign(new Error(`${path} is a pipe, a socket or a device, not a file`), {
    code: "ENXIO",
  });
}

/**
 * Whoever may plant a link where a lock file is to be would choose what is written to.
 * @throws with the code `ELOOP` where a symbolic link is there.
 */
export function refuseLink(path: string): void {
  if (factsAt(path, "link itself")?.isLink !== true) return;
  throw Object.assign(new Error(`${path} is a symbolic link; a lock file never is`), {
    code: "ELOOP",
  });
}
