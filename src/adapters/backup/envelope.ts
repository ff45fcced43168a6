import { files } from "@system/files.ts";
import { startSha256 } from "@system/hash.ts";
import type { OpenFile } from "@/ports/system.ts";

/**
 * A gzip file whose comment is the SHA-256 of all that follows it: what gzip itself sums up leaves bits out (of its
 * header, after the last block), and here none is to flip unseen. Every other program reads it as gzip.
 */
const plainHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
/** The same, saying that a comment follows. */
const fixed = plainHeader.with(3, 0x10);
const comment = "sha256:";
const hexLength = 64;
const headerBytes = fixed.length + comment.length + hexLength + 1;
const chunkBytes = 262_144;

/** Writes what `content` gives, compressed, into a file that is made for this user only; on disk when it resolves. */
export async function writeEnvelope(
  path: string,
  content: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): Promise<void> {
  using file = files.open(path, { write: true, createNew: true, mode: 0o600 });
  writeAll(file, headerWith("0".repeat(hexLength)));
  const sum = startSha256();
  let skip = plainHeader.length;
  for await (const piece of through(content, new CompressionStream("gzip"))) {
    const own = piece.subarray(Math.min(skip, piece.length));
    skip -= piece.length - own.length;
    sum.update(own);
    writeAll(file, own);
  }
  file.seek(0);
  writeAll(file, headerWith(sum.hex()));
  file.sync();
}

/** What is wrong with the file, in words; `null`: every bit is as it was written. */
export function envelopeProblem(path: string): string | null {
  using file = files.open(path, { read: true });
  const said = sumIn(file);
  if (said === null) return "it does not begin as a backup of vikunja-sync";
  const sum = startSha256();
  const buffer = new Uint8Array(chunkBytes);
  for (let read = file.read(buffer); read !== null; read = file.read(buffer)) {
    sum.update(buffer.subarray(0, read));
  }
  return sum.hex() === said ? null : "it is not as it was written: its checksum is another one";
}

/** What is in it, piece by piece. @throws what the runtime says of something that is not compressed like that. */
export async function* readEnvelope(path: string): AsyncGenerator<Uint8Array> {
  using file = files.open(path, { read: true });
  if (sumIn(file) === null) throw new RangeError("it does not begin as a backup of vikunja-sync");
  yield* through(compressed(file), new DecompressionStream("gzip"));
}

async function* compressed(file: OpenFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  yield plainHeader.slice();
  yield* piecesOf(file);
}

/** From where it stands to its end. */
export async function* piecesOf(file: OpenFile): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const buffer = new Uint8Array(chunkBytes);
    const read = await Promise.resolve(file.read(buffer));
    if (read === null || read === 0) return;
    yield buffer.subarray(0, read);
  }
}

export function writeAll(file: OpenFile, bytes: Uint8Array): void {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(file.write(rest));
}

/** Reads the header; `null`: it is none of ours. */
function sumIn(file: OpenFile): string | null {
  const header = new Uint8Array(headerBytes);
  for (let at = 0; at < headerBytes;) {
    const read = file.read(header.subarray(at));
    if (read === null || read === 0) return null;
    at += read;
  }
  const from = fixed.length + comment.length;
  const hex = new TextDecoder().decode(header.subarray(from, from + hexLength));
  if (!/^[0-9a-f]{64}$/.test(hex)) return null;
  return headerWith(hex).every((byte, at) => byte === header[at]) ? hex : null;
}

function headerWith(hex: string): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set(fixed);
  header.set(new TextEncoder().encode(comment + hex), fixed.length);
  return header;
}

interface Transform {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<BufferSource>;
}

async function* through(
  content: AsyncGenerator<Uint8Array<ArrayBuffer>>,
  transform: Transform,
): AsyncGenerator<Uint8Array> {
  const source = new ReadableStream<BufferSource>({
    async pull(controller) {
      const { done, value } = await content.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => void await content.return(undefined),
  });
  const fed = source.pipeTo(transform.writable);
  // What feeds it shows at the reader as well, who is the one that is waited for.
  fed.catch(() => {});
  const reader = transform.readable.getReader();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    isOver = true;
    await fed;
  } finally {
    if (!isOver) await reader.cancel().catch(() => {});
  }
}
