import { readFileSync } from "node:fs";
import process from "node:process";
import { foreignFunctions } from "./bun_parts.ts";

/** `madvise(2)`: not needed soon. The next use finds the page in the system's cache again, in microseconds. */
const doNotNeed = 4;

/**
 * Takes the program's own code out of this process's resident memory, as it was read from its file and never
 * changed; what runs next comes back by itself. Linux only; does nothing elsewhere.
 */
export function giveBackCode(): void {
  if (process.platform !== "linux") return;
  const { symbols } = foreignFunctions().dlopen("libc.so.6", {
    madvise: { args: ["u64", "u64", "i32"], returns: "i32" },
  });
  for (const { start, length } of ownCode()) symbols.madvise(start, length, doNotNeed);
}

/** Mapped from the program's file, to be executed, and not to be written. */
function ownCode(): readonly { readonly start: number; readonly length: number }[] {
  return readFileSync("/proc/self/maps", "utf8").split("\n").flatMap((line) => {
    const [range = "", rights, _offset, _device, _inode, path] = line.split(/\s+/);
    if (rights !== "r-xp" || path !== process.execPath) return [];
    const [start = 0, end = 0] = range.split("-").map((at) => parseInt(at, 16));
    return [{ start, length: end - start }];
  });
}
