import type { StandardOutput, Streams } from "@/ports/system.ts";

export const streams: Streams = {
  input: {
    isTerminal: () => Deno.stdin.isTerminal(),
    read: (into) => Deno.stdin.read(into),
    stream: () => Deno.stdin.readable,
    setRaw: (isRaw) => isRaw ? Deno.stdin.setRaw(true, { cbreak: true }) : Deno.stdin.setRaw(false),
  },
  output: outputOf(Deno.stdout),
  errors: outputOf(Deno.stderr),
  size: () => Deno.consoleSize(),
};

function outputOf(stream: typeof Deno.stdout): StandardOutput {
  return {
    isTerminal: () => stream.isTerminal(),
    write: (bytes) => stream.writeSync(bytes),
  };
}
