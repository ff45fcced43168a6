import { Buffer } from "node:buffer";

export type LockMode = "exclusive" | "shared";

/** `dev` and `ino` name a file on this machine for as long as it exists, whatever its path. */
export interface FileFacts {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
}

/** An open file that the kernel can lock; the lock ends with the process that took it. */
export interface LockableFile {
  /** Never waits; `false`: somebody has it. Asked again with another mode, it changes the mode. */
  tryLock(mode: LockMode): boolean;
  unlock(): void;
  facts(): FileFacts;
  /** Fewer bytes where the file ends before. */
  read(from: number, length: number): Buffer;
  /** A reader in between sees the rest of a longer old text after the new one. */
  replace(text: Uint8Array): void;
  /** In the middle of what is there. */
  write(from: number, bytes: Uint8Array): void;
  close(): void;
}

export type Opening = "open" | "open-or-create" | "create-new";

/**
 * All of `src/locks` that only Deno has; another runtime gets an adapter of its own here.
 * @throws what the system says, with its `code` (`ENOENT`, `EEXIST`, …).
 */
export function openLockable(path: string, opening: Opening): LockableFile {
  const file = Deno.openSync(path, {
    read: true,
    write: true,
    mode: 0o600,
    create: opening === "open-or-create",
    createNew: opening === "create-new",
  });
  return {
    tryLock: (mode) => file.tryLockSync(mode === "exclusive"),
    unlock: () => file.unlockSync(),
    facts: () => factsOf(file.statSync()),
    read: (from, length) => {
      const bytes = Buffer.alloc(length);
      file.seekSync(from, Deno.SeekMode.Start);
      return bytes.subarray(0, file.readSync(bytes) ?? 0);
    },
    replace: (text) => {
      file.seekSync(0, Deno.SeekMode.Start);
      writeAll(file, text);
      if (file.statSync().size > text.length) file.truncateSync(text.length);
    },
    write: (from, bytes) => {
      file.seekSync(from, Deno.SeekMode.Start);
      writeAll(file, bytes);
    },
    close: () => file.close(),
  };
}

/** Whether this process may ask about others, without a question at the terminal. */
export function mayAskAboutProcesses(): { readonly liveness: boolean; readonly details: boolean } {
  const isGranted = (name: "run" | "ffi" | "read" | "sys") =>
    Deno.permissions.querySync({ name }).state === "granted";
  const liveness = isGranted("run");
  // Deno opens /proc to a process that may do everything, and to no other.
  return {
    liveness,
    details: liveness && isGranted("ffi") && isGranted("read") && isGranted("sys"),
  };
}

function factsOf({ dev, ino, size }: Deno.FileInfo): FileFacts {
  return { dev, ino: ino ?? 0, size };
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.writeSync(rest));
}
