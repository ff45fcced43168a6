import { streams } from "@system/streams.ts";
import { thisProcess } from "@system/this_process.ts";
import { SyncError } from "@/domain/errors.ts";
import type { StandardOutput } from "@/ports/system.ts";
import { systemCode } from "@/ports/system_code.ts";

/**
 * Writes all of a text, at once, so that the process may end right after.
 * `onClosed` is called when nobody reads any more (`… | head`), `onFailed` when it cannot be written for another
 * reason (a full disk, a terminal that is gone); what follows is tried again.
 */
export function writerTo(
  stream: Pick<StandardOutput, "write">,
  onClosed: () => void,
  onFailed: (cause: unknown) => void,
): (text: string) => void {
  const encoder = new TextEncoder();
  let isClosed = false;
  return (text) => {
    let left = encoder.encode(text);
    while (left.length > 0 && !isClosed) {
      try {
        left = left.subarray(stream.write(left));
      } catch (error) {
        const code = systemCode(error);
        if (code === "EAGAIN") pauseABit();
        else if (code === "EPIPE") {
          isClosed = true;
          onClosed();
        } else return onFailed(error);
      }
    }
  };
}

/** A pipe that its other end made non-blocking is full. */
function pauseABit(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

/** @throws {SyncError} `OUTPUT`: what was asked for is done, and cannot be told. */
export function outputFailed(cause: unknown): never {
  const why = cause instanceof Error ? cause.message : String(cause);
  throw new SyncError("OUTPUT", `Cannot write to stdout: ${why}`, {
    cause,
    hint: "What the command did is done; only its result could not be written.",
  });
}

interface Terminal {
  readonly isTerminal: () => boolean;
  /** `TERM` of the environment. */
  readonly name: () => string | undefined;
  /** @throws where no stream of ours tells. */
  readonly size: () => number;
}

const standardError: Terminal = {
  isTerminal: () => streams.errors.isTerminal(),
  name: () => thisProcess.env("TERM"),
  size: () => streams.size().columns,
};

/** Width of the terminal that stderr is; `null` where it is none, or one that only takes lines. */
export function terminalColumns(
  { isTerminal, name, size }: Terminal = standardError,
): number | null {
  if (!isTerminal() || name() === "dumb") return null;
  try {
    return size() || 80;
  } catch {
    return 80; // stderr is a terminal, stdout and stdin are not: its size is not to be had
  }
}

/** Width of the terminal that stdout is; `null` where it is none. */
export function outputColumns(): number | null {
  const isTerminal = () => streams.output.isTerminal();
  return terminalColumns({ ...standardError, isTerminal, name: () => undefined });
}
