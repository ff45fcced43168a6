import type { Socket } from "node:net";

/** What a connection sends, as it is asked for: who sends more than we read has to wait. */
export interface ConnectionInput {
  /** At most so many bytes, the rest stays; `null`: nothing comes any more. One reader at a time. */
  read(atMost?: number): Promise<Uint8Array | null>;
  /** What was read too much, to be read again. */
  unread(bytes: Uint8Array): void;
  /** What has come and can be read at once; `null`: nothing. */
  peek(): Uint8Array | null;
  /** Reads so much of that. */
  skip(count: number): void;
  /** Resolves when there is something to read, or nothing comes any more. */
  arrived(): Promise<void>;
  /** What comes while nobody reads is kept, and the end is heard. */
  listen(): void;
  /** From now on all that comes is thrown away. */
  discard(): void;
}

/** Thrown away, or kept for later; whoever sends more has to wait as well. */
const maxUnreadBytes = 65_536;

/**
 * `onBytes`: told of all that comes. `isAhead`: what comes while nobody reads is always kept, so that the socket need
 * not be stopped and begun again for each request.
 */
export function readConnection(
  socket: Socket,
  onBytes: (count: number) => void,
  isAhead: boolean,
): ConnectionInput {
  const waiting: Uint8Array[] = [];
  let isOver = false;
  let isDiscarding = false;
  let isStopped = true;
  let isListening = isAhead;
  let kept = 0;
  let discarded = 0;
  let wake = () => {};

  function stop(): void {
    isStopped = true;
    socket.pause();
  }

  function go(): void {
    if (!isStopped) return;
    isStopped = false;
    socket.resume();
  }

  socket.on("data", (bytes: Uint8Array) => {
    onBytes(bytes.length);
    if (isDiscarding) {
      discarded += bytes.length;
      if (discarded > maxUnreadBytes) stop();
      return;
    }
    waiting.push(compact(bytes));
    kept += bytes.length;
    if (!isListening || kept > maxUnreadBytes) stop();
    wake();
  });
  const end = () => {
    isOver = true;
    wake();
  };
  socket.on("end", end);
  socket.on("close", end);

  async function arrived(): Promise<void> {
    while (waiting.length === 0 && !isOver) {
      go();
      await new Promise<void>((resolve) => wake = resolve);
    }
  }

  return {
    arrived,
    async read(atMost = Infinity) {
      isListening = isAhead;
      if (waiting.length === 0) await arrived();
      const bytes = waiting.shift() ?? null;
      if (bytes === null) return null;
      kept -= bytes.length;
      if (bytes.length <= atMost) return bytes;
      waiting.unshift(bytes.subarray(atMost));
      kept += bytes.length - atMost;
      return bytes.subarray(0, atMost);
    },
    unread(bytes) {
      if (bytes.length === 0) return;
      waiting.unshift(bytes);
      kept += bytes.length;
    },
    peek: () => waiting[0] ?? null,
    skip(count) {
      const bytes = waiting.shift();
      if (bytes === undefined) return;
      kept -= count;
      if (bytes.length > count) waiting.unshift(bytes.subarray(count));
    },
    listen() {
      isListening = true;
      if (kept <= maxUnreadBytes) go();
    },
    discard() {
      isDiscarding = true;
      waiting.length = 0;
      go();
    },
  };
}

/** A few bytes do not keep the whole of what they were read into. */
function compact(bytes: Uint8Array): Uint8Array {
  return bytes.length < bytes.buffer.byteLength / 2 ? new Uint8Array(bytes) : bytes;
}
