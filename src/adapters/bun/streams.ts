import { read, writeSync } from "node:fs";
import process from "node:process";
import { isatty } from "node:tty";
import type { StandardOutput, Streams } from "@/ports/system.ts";
import { bun } from "./bun_parts.ts";

export const streams: Streams = {
  input: {
    isTerminal: () => isatty(0),
    read: (into) =>
      new Promise((resolve, reject) =>
        read(0, into, 0, into.length, null, (error, count) => {
          if (error !== null) reject(error);
          else resolve(count === 0 ? null : count);
        })
      ),
    stream: () => bun().stdin.stream(),
    /** Node's raw mode makes Ctrl-C a character. */
    setRaw(isRaw) {
      const words = isRaw ? ["cbreak", "-echo"] : ["-cbreak", "echo"];
      const io = { stdin: "inherit", stdout: "ignore", stderr: "ignore" } as const;
      bun().spawnSync(["stty", ...words], { env: process.env, ...io });
    },
  },
  output: outputOf(1),
  errors: outputOf(2),
  size() {
    const terminal = [process.stdout, process.stderr].find(({ isTTY }) => isTTY);
    if (terminal === undefined) throw new Error("no terminal");
    const [columns, rows] = terminal.getWindowSize();
    return { columns, rows };
  },
};

function outputOf(descriptor: 1 | 2): StandardOutput {
  return {
    isTerminal: () => isatty(descriptor),
    write: (bytes) => writeSync(descriptor, bytes, 0, bytes.length),
  };
}
