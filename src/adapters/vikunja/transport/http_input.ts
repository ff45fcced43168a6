import type { Connection } from "@/ports/system.ts";

/** What comes over a connection, as it is asked for. */
export interface HttpInput {
  /** Without its end. @throws it ended before, or is longer than any line should be. */
  line(): Promise<string>;
  /** Some bytes, at least one, at most so many; `null`: there are no more. */
  part(atMost: number): Promise<Uint8Array | null>;
  /** From now on it is known at once when something comes unasked, or the other end closes. */
  watch(): void;
  /** Whether nothing waits to be asked for, and the other end has not closed, as far as is known. */
  isIdle(): boolean;
  /** What comes from now on is the next answer. */
  next(): void;
  /** Whether anything of it has come. */
  hasBegun(): boolean;
}

const bufferBytes = 65_536;
const maxLineBytes = 65_536;
const lineEnd = 0x0a;

export function createHttpInput(connection: Pick<Connection, "read">): HttpInput {
  const buffer = new Uint8Array(bufferBytes);
  let rest = new Uint8Array();
  let isNews = false;
  let isOver = false;
  let coming: Promise<boolean> | null = null;

  /** Whoever waits already waits for the same. */
  function more(): Promise<boolean> {
    coming ??= read().finally(() => coming = null);
    return coming;
  }

  async function read(): Promise<boolean> {
    const count = await connection.read(buffer).catch((thrown) => {
      isOver = true;
      throw thrown;
    });
    isOver = count === null || count === 0;
    if (count === null || count === 0) return false;
    isNews = true;
    const joined = new Uint8Array(rest.length + count);
    joined.set(rest);
    joined.set(buffer.subarray(0, count), rest.length);
    rest = joined;
    return true;
  }

  return {
    async line() {
      let end = rest.indexOf(lineEnd);
      while (end < 0) {
        if (rest.length > maxLineBytes) throw new Error("a line of the answer has no end");
        if (!await more()) throw new Error("the answer was cut off");
        end = rest.indexOf(lineEnd);
      }
      const line = new TextDecoder().decode(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
      return line.endsWith("\r") ? line.slice(0, -1) : line;
    },
    async part(atMost) {
      if (rest.length === 0 && !await more()) return null;
      const part = rest.subarray(0, atMost);
      rest = rest.subarray(part.length);
      return part;
    },
    watch() {
      // Whoever asks next hears of a failure.
      more().catch(() => {});
    },
    isIdle: () => rest.length === 0 && !isOver,
    next: () => void (isNews = false),
    hasBegun: () => isNews,
  };
}
