/** Of a member of an archive in the format that POSIX calls `ustar`; files only. */
export interface TarMember {
  readonly name: string;
  readonly bytes: number;
}

export const blockBytes = 512;
const sumAt = 148;
const sumBytes = 8;
/** What eleven digits of octal can say. */
const mostBytes = 8 ** 11 - 1;

/** `modifiedAt`: seconds since 1970. */
export function tarHeader({ name, bytes }: TarMember, modifiedAt: number): Uint8Array {
  if (bytes > mostBytes) throw new RangeError(`${name} is too large for an archive`);
  const block = new Uint8Array(blockBytes);
  const put = (at: number, text: string) => void block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(0, name);
  put(100, `${octal(0o600, 7)}\0`);
  put(108, `${octal(0, 7)}\0${octal(0, 7)}\0`);
  put(124, `${octal(bytes, 11)}\0${octal(modifiedAt, 11)}\0`);
  put(156, "0");
  put(257, "ustar\x0000");
  put(sumAt, `${octal(sumOf(block), 6)}\0 `);
  return block;
}

/** Zeros up to the next block. */
export function tarPadding(bytes: number): Uint8Array {
  return new Uint8Array((blockBytes - bytes % blockBytes) % blockBytes);
}

export const tarEnd = new Uint8Array(2 * blockBytes);

/** `null`: the archive ends here. @throws {RangeError} It is no header. */
export function readTarHeader(block: Uint8Array): TarMember | null {
  if (block.every((byte) => byte === 0)) return null;
  const text = (at: number, length: number) =>
    new TextDecoder().decode(block.subarray(at, at + length)).replace(/\0.*$/s, "").trim();
  const bytes = parseInt(text(124, 12), 8);
  const isHeader = parseInt(text(sumAt, sumBytes), 8) === sumOf(block) && bytes >= 0 &&
    ["0", ""].includes(text(156, 1));
  if (!isHeader) throw new RangeError("a member of the archive has no header");
  return { name: text(0, 100), bytes };
}

/** With spaces where the sum itself stands. */
function sumOf(block: Uint8Array): number {
  return block.reduce(
    (sum, byte, at) => sum + (at >= sumAt && at < sumAt + sumBytes ? 0x20 : byte),
    0,
  );
}
