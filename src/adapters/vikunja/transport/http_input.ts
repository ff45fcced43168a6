import type { Connection } from "@/ports/system.ts";

/** What comes over a connection, as it is asked for. */
export interface HttpInput {
  /** Without its end. @throws it ended before, or is longer than any line should be. */
  line(): Promise<string>;
  /** Some bytes, at least one, at most so many; `null`: there are no more. */
  part(atMost: number): Promise<Uint8Array | null>;
  /** Whether nothing waits to be asked for. */
  isEmpty(): boolean;
  /** Whether anything came since this was last called. */
  hasBegun(): boolean;
}

const bufferBytes = 65_536;
const maxLineBytes = 65_536;
const lineEnd = 0x0a;

export function createHttpInput(connection: Pick<Connection, "read">): HttpInput {
  const buffer = new Uint8Array(bufferBytes);
  let rest = new Uint8Array();
  let isNews = false;

  async function more(): Promise<boolean> {
    const count = await connection.read(buffer);
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
    isEmpty: () => rest.length === 0,
    hasBegun() {
      const begun = isNews;
      isNews = false;
      return begun;
    },
  };
}
