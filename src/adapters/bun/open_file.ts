import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync as open,
  readSync,
  writeSync,
} from "node:fs";
import { fileInfo } from "./file_info.ts";
import { flock } from "./flock.ts";

type Opening = Pick<Deno.OpenOptions, "read" | "write" | "create" | "createNew" | "mode">;

export const SeekMode = { Start: 0, Current: 1, End: 2 } as const;

/** `Deno.openSync`; the position is kept here, so that reads and writes share it as Deno's do. */
export function openSync(path: string, options: Opening = { read: true }) {
  const descriptor = open(path, flagsOf(options), options.mode ?? 0o666);
  let position = 0;
  let isClosed = false;
  const close = () => {
    if (!isClosed) closeSync(descriptor);
    isClosed = true;
  };
  return {
    seekSync(offset: number, whence: number): number {
      if (whence !== SeekMode.Start) throw new TypeError("only from the start");
      return position = offset;
    },
    readSync(into: Uint8Array): number | null {
      const count = readSync(descriptor, into, 0, into.length, position);
      position += count;
      return count === 0 && into.length > 0 ? null : count;
    },
    writeSync(bytes: Uint8Array): number {
      const count = writeSync(descriptor, bytes, 0, bytes.length, position);
      position += count;
      return count;
    },
    truncateSync: (length = 0) => ftruncateSync(descriptor, length),
    statSync: () => fileInfo(fstatSync(descriptor)),
    syncSync: () => fsyncSync(descriptor),
    tryLockSync: (isExclusive = false) => flock(descriptor, isExclusive ? "exclusive" : "shared"),
    unlockSync: () => void flock(descriptor, "unlock"),
    close,
    [Symbol.dispose]: close,
  };
}

function flagsOf({ read = false, write = false, create = false, createNew = false }: Opening) {
  const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL } = constants;
  const access = write ? (read ? O_RDWR : O_WRONLY) : O_RDONLY;
  return access | (create || createNew ? O_CREAT : 0) | (createNew ? O_EXCL : 0);
}
