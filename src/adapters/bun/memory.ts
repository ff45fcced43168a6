import { readFileSync } from "node:fs";
import process from "node:process";
import { createForgettable } from "@/ports/forgettable.ts";
import type { Memory } from "@/ports/system.ts";
import { bun, foreignFunctions } from "./bun_parts.ts";

/** `madvise(2)`: not needed soon. The next use finds the page in the system's cache again, in microseconds. */
const doNotNeed = 4;

const forgettable = createForgettable();

export const memory: Memory = {
  collectGarbage: () => void bun().gc(true),
  giveBack,
  onGiveBack: forgettable.add,
};

/**
 * Collects garbage, and takes the program's own code out of this process's resident memory, as it was read from its file and never
 * changed; what runs next comes back by itself. Linux only; does nothing elsewhere.
 */
function giveBack(): void {
  forgettable.forgetAll();
  bun().gc(true);
  if (process.platform !== "linux") return;
  const { symbols } = foreignFunctions().dlopen("libc.so.6", {
    madvise: { args: ["u64", "u64", "i32"], returns: "i32" },
  });
  for (const { start, length } of ownCode()) symbols.madvise(start, length, doNotNeed);
}

/**
 * Mapped from the program's file and not written since: what is executed, and the constants at the file's
 * begin. Other parts that are read-only by now were written before, and would be lost.
 */
function ownCode(): readonly { readonly start: number; readonly length: number }[] {
  return readFileSync("/proc/self/maps", "utf8").split("\n").flatMap((line) => {
    const [range = "", rights, offset, _device, _inode, path] = line.split(/\s+/);
    const isUnwritten = rights === "r-xp" || (rights === "r--p" && Number(offset) === 0);
    if (!isUnwritten || path !== process.execPath) return [];
    const [start = 0, end = 0] = range.split("-").map((at) => parseInt(at, 16));
    return [{ start, length: end - start }];
  });
}
