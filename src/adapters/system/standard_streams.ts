import { SyncError } from "@/domain/errors.ts";

interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes all of a text, at once, so that the process may end right after.
 * `onClosed` is called when nobody reads any more (`… | head`), `onFailed` when it cannot be written for another
 * reason (a full disk, a terminal that is gone); what follows is tried again.
 */
export function writerTo(
  stream: SyncWriter,
  onClosed: () => void,
  onFailed: (cause: unknown) => void,
): (text: string) => void {
  const encoder = new TextEncoder();
  let isClosed = false;
  return (text) => {
    let left = encoder.encode(text);
    while (left.length > 0 && !isClosed) {
      try {
        left = left.subarray(stream.writeSync(left));
      } catch (error) {
        if (error instanceof Deno.errors.WouldBlock) pauseABit();
        else if (error instanceof Deno.errors.BrokenPipe) {
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
  readonly size: () => { readonly columns: number };
}

const standardError: Terminal = {
  isTerminal: () => Deno.stderr.isTerminal(),
  name: () => Deno.env.get("TERM"),
  size: () => Deno.consoleSize(),
};

/** Width of the terminal that stderr is; `null` where it is none, or one that only takes lines. */
export function terminalColumns(
  { isTerminal, name, size }: Terminal = standardError,
): number | null {
  if (!isTerminal() || name() === "dumb") return null;
  try {
    return size().columns || 80;
  } catch {
    return 80; // stderr is a terminal, stdout and stdin are not: its size is not to be had
  }
}
