import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import type { OpenFile } from "@/ports/system.ts";
import { type FileFacts, refuseLink } from "./file_facts.ts";

export type LockMode = "exclusive" | "shared";

/** An open file that the kernel can lock; the lock ends with the process that took it. */
export interface LockableFile {
  /** Never waits; `false`: somebody has it. Asked again with another mode, it changes the mode. */
  tryLock(mode: LockMode): boolean;
  unlock(): void;
  facts(): FileFacts;
  /** Fewer bytes where the file ends before. */
  read(from: number, length: number): Uint8Array;
  /** A reader in between sees the rest of a longer old text after the new one. Only for who has the lock. */
  replace(text: Uint8Array): void;
  /** In the middle of what is there. */
  write(from: number, bytes: Uint8Array): void;
  close(): void;
}

type Opening = "open" | "open-or-create" | "create-new";

/**
 * No link is opened: one that comes between the look and the opening is found by who compares the two before anything is written.
 * @throws what the system says, with its `code` (`ENOENT`, `EEXIST`, …).
 */
export function openLockable(path: string, opening: Opening): LockableFile {
  refuseLink(path);
  const file = files.open(path, {
    read: true,
    write: true,
    mode: 0o600,
    create: opening === "open-or-create",
    createNew: opening === "create-new",
  });
  /** `null`: a call failed on the way. */
  let position: number | null = 0;
  let isLocked = false;
  /** As it was under the lock; `null`: not looked at since. */
  let size: number | null = null;

  function facts(): FileFacts {
    const facts = file.facts();
    size = isLocked ? facts.size : null;
    return facts;
  }

  function at(to: number): number {
    if (position !== to) file.seek(to);
    position = null;
    return to;
  }

  function write(from: number, bytes: Uint8Array): void {
    const start = at(from);
    writeAll(file, bytes);
    position = start + bytes.length;
  }

  return {
    tryLock: (mode) => isLocked = file.tryLock(mode),
    unlock() {
      isLocked = false;
      size = null;
      file.unlock();
    },
    facts,
    read(from, length) {
      const bytes = new Uint8Array(length);
      const start = at(from);
      const count = file.read(bytes) ?? 0;
      position = start + count;
      return bytes.subarray(0, count);
    },
    replace(text) {
      const before = size ?? facts().size;
      write(0, text);
      if (before > text.length) file.truncate(text.length);
      if (isLocked) size = text.length;
    },
    write,
    close: () => file.close(),
  };
}

/** Whether this process may ask about others, without a question at the terminal. */
export function mayAskAboutProcesses(): { readonly liveness: boolean; readonly details: boolean } {
  const liveness = thisProcess.may("run");
  // Deno opens /proc to a process that may do everything, and to no other.
  return {
    liveness,
    details: liveness && thisProcess.may("ffi") && thisProcess.may("read") &&
      thisProcess.may("sys"),
  };
}

export function writeAll(file: Pick<OpenFile, "write">, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
}
