/** What a whole answer may take, packed and unpacked alike. */
const maxAnswerBytes = 64 * 2 ** 20;

/** An answer beyond the bounds (size, time), or packed in a way that was not asked for: asked again it is no other. */
export class UnreadableAnswer extends Error {}

/** The parts of a body as they come; refuses more than there may be. */
interface Body {
  /** @throws {UnreadableAnswer} beyond the bound. */
  add(part: Uint8Array): void;
  /** The whole, unpacked. Rejects with {@link UnreadableAnswer}, and with what the unpacking fails with. */
  bytes(encoding: string | undefined): Promise<Uint8Array<ArrayBuffer>>;
}

export function createBody(maxBytes: number = maxAnswerBytes): Body {
  const parts: Uint8Array[] = [];
  let size = 0;
  return {
    add(part) {
      size += part.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      parts.push(part);
    },
    async bytes(encoding = "identity") {
      const whole = joined(parts, size);
      switch (encoding.toLowerCase()) {
        case "identity":
        case "":
          return whole;
        case "gzip":
        case "x-gzip":
          return await unpacked(whole, "gzip", maxBytes);
        case "deflate":
          return await unpacked(whole, "deflate", maxBytes);
      }
      throw new UnreadableAnswer(`an answer packed as «${encoding}», which was not asked for`);
    },
  };
}

/** Unpacked at once, a piece grows a thousandfold at most. */
const pieceBytes = 4_096;

/** Stops at the bound, whatever is still to come: unpacked piece by piece, as the whole would be there at once. */
async function unpacked(
  packed: Uint8Array<ArrayBuffer>,
  format: "gzip" | "deflate",
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let at = 0;
  const pieces = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= packed.length) return controller.close();
      controller.enqueue(packed.subarray(at, at + pieceBytes));
      at += pieceBytes;
    },
  });
  for await (const part of pieces.pipeThrough(new DecompressionStream(format))) {
    size += part.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    parts.push(part);
  }
  return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function tooLarge(maxBytes: number): UnreadableAnswer {
  return new UnreadableAnswer(`an answer of more than ${Math.round(maxBytes / 2 ** 20)} MiB`);
}
