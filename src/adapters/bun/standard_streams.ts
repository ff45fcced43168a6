import { read, writeSync } from "node:fs";
import process from "node:process";
import { isatty } from "node:tty";
import { bun } from "./bun_parts.ts";

export const stdin = {
  isTerminal: () => isatty(0),
  get readable() {
    return bun().stdin.stream();
  },
  /** `null` at the end of the input. */
  read: (into: Uint8Array) =>
    new Promise<number | null>((resolve, reject) =>
      read(0, into, 0, into.length, null, (error, count) => {
        if (error !== null) reject(error);
        else resolve(count === 0 ? null : count);
      })
    ),
  /** Ctrl-C stays a signal in it, which Node's raw mode makes a character. */
  setRaw(isRaw: boolean): void {
    const words = isRaw ? ["cbreak", "-echo"] : ["-cbreak", "echo"];
    bun().spawnSync(["stty", ...words], {
      env: process.env,
      stdin: "inherit",
      stdout: "ignore",
      stderr: "ignore",
    });
  },
};

export const stdout = writable(1);
export const stderr = writable(2);

/** @throws {Error} none of the streams is a terminal that tells it. */
export function consoleSize(): { readonly columns: number; readonly rows: number } {
  const terminal = [process.stdout, process.stderr].find(({ isTTY }) => isTTY);
  if (terminal === undefined) throw new Error("no terminal");
  return { columns: terminal.columns, rows: terminal.rows };
}

function writable(descriptor: 1 | 2) {
  const write = (bytes: Uint8Array) => writeSync(descriptor, bytes, 0, bytes.length);
  return {
    isTerminal: () => isatty(descriptor),
    writeSync: write,
    write: (bytes: Uint8Array) => Promise.resolve(write(bytes)),
  };
}
