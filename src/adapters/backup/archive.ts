import { files } from "@system/files.ts";
import { startSha256 } from "@system/hash.ts";
import type { OpenFile } from "@/ports/system.ts";
import { piecesOf, readEnvelope, writeEnvelope } from "@/adapters/backup/envelope.ts";
import {
  blockBytes,
  readTarHeader,
  tarEnd,
  tarHeader,
  type TarMember,
  tarPadding,
} from "@/adapters/backup/tar.ts";

/** A file, or bytes. */
interface Member {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Packs these in this order; `content` as text is a path. On disk when it resolves. */
export async function packArchive(
  path: string,
  members: readonly Member[],
  modifiedAt: Date,
  signal: AbortSignal,
): Promise<void> {
  async function* tar(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    const seconds = Math.floor(modifiedAt.getTime() / 1000);
    for (const { name, content } of members) {
      signal.throwIfAborted();
      if (typeof content !== "string") {
        yield copyOf(tarHeader({ name, bytes: content.length }, seconds));
        yield copyOf(content);
        yield copyOf(tarPadding(content.length));
        continue;
      }
      using file = files.open(content, { read: true });
      const { size } = file.facts();
      yield copyOf(tarHeader({ name, bytes: size }, seconds));
      for await (const piece of piecesOf(file)) {
        signal.throwIfAborted();
        yield piece;
      }
      yield copyOf(tarPadding(size));
    }
    yield copyOf(tarEnd);
  }
  await writeEnvelope(path, tar());
}

/** What was read of a member. */
interface ReadMember extends TarMember {
  readonly sha256: string;
}

/** Where the content of a member goes; `null`: nowhere, it is only summed up. */
type Into = (member: TarMember) => ((bytes: Uint8Array) => void) | null;

/**
 * Reads member after member. `until`: the name of the last one that is wanted.
 * @throws {RangeError} It is no archive, or ends too early.
 */
export async function readArchive(
  path: string,
  into: Into,
  until: string | null = null,
): Promise<readonly ReadMember[]> {
  const members: ReadMember[] = [];
  const taken = createTaker(readEnvelope(path));
  try {
    for (;;) {
      const header = readTarHeader(await taken.whole(blockBytes));
      if (header === null) return members;
      const write = into(header);
      const sum = startSha256();
      for (let left = header.bytes; left > 0;) {
        const piece = await taken.some(left);
        sum.update(piece);
        write?.(piece);
        left -= piece.length;
      }
      await taken.whole(tarPadding(header.bytes).length);
      members.push({ ...header, sha256: sum.hex() });
      if (header.name === until) return members;
    }
  } finally {
    await taken.close();
  }
}

/** Cuts what comes in pieces of any length. */
function createTaker(pieces: AsyncGenerator<Uint8Array>) {
  let held = new Uint8Array(0) as Uint8Array;

  async function some(most: number): Promise<Uint8Array> {
    while (held.length === 0) {
      const { done, value } = await pieces.next();
      if (done === true) throw new RangeError("it ends too early");
      held = value;
    }
    const piece = held.subarray(0, most);
    held = held.subarray(piece.length);
    return piece;
  }

  return {
    some,
    async whole(bytes: number): Promise<Uint8Array> {
      const block = new Uint8Array(bytes);
      for (let at = 0; at < bytes;) {
        const piece = await some(bytes - at);
        block.set(piece, at);
        at += piece.length;
      }
      return block;
    },
    close: async () => void await pieces.return(undefined),
  };
}

/** Of a file as it is on disk. */
export function sumOfFile(path: string): ReadMember {
  using file: OpenFile = files.open(path, { read: true });
  const sum = startSha256();
  const buffer = new Uint8Array(262_144);
  let bytes = 0;
  for (let read = file.read(buffer); read !== null && read > 0; read = file.read(buffer)) {
    sum.update(buffer.subarray(0, read));
    bytes += read;
  }
  return { name: path, bytes, sha256: sum.hex() };
}

function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.slice() as Uint8Array<ArrayBuffer>;
}
