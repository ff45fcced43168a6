interface SyncWriter {
  writeSync(bytes: Uint8Array): number;
}

/**
 * Writes all of a text, at once, so that the process may end right after.
 * `onClosed` is called when nobody reads any more (`… | head`); what follows is thrown away.
 */
export function writerTo(stream: SyncWriter, onClosed: () => void): (text: string) => void {
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
        } else throw error;
      }
    }
  };
}

/** A pipe that its other end made non-blocking is full. */
function pauseABit(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}

/** Width of the terminal that stderr is; `null` where it is none. */
export function terminalColumns(): number | null {
  if (!Deno.stderr.isTerminal()) return null;
  try {
    return Deno.consoleSize().columns || 80;
  } catch {
    return 80; // stderr is a terminal, stdout and stdin are not: its size is not to be had
  }
}
