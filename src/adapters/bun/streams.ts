import { fstatSync, read, statSync, writeSync } from "node:fs";
import process from "node:process";
import type { StandardOutput, Streams } from "@/ports/system.ts";
import { bun } from "./bun_parts.ts";

export const streams: Streams = {
  input: {
    isTerminal: () => isTerminal(0),
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
    isTerminal: () => isTerminal(descriptor),
    write: (bytes) => writeSync(descriptor, bytes, 0, bytes.length),
  };
}

/** `node:tty` brings Node's streams along, a fifth of what it takes to start: it is asked only where a terminal can be. */
function isTerminal(descriptor: 0 | 1 | 2): boolean {
  return isDevice(descriptor) && process.getBuiltinModule("node:tty").isatty(descriptor);
}

/** Another one than that which swallows everything. */
function isDevice(descriptor: number): boolean {
  try {
    const facts = fstatSync(descriptor);
    return facts.isCharacterDevice() &&
      facts.rdev !== statSync("/dev/null", { throwIfNoEntry: false })?.rdev;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EBADF") return false;
    throw thrown;
  }
}
