import { nativeZlib } from "@/adapters/sqlite/native_zlib.ts";

type Crc32 = (content: string | Uint8Array, before?: number) => number;

/**
 * `node:zlib` takes as long to load as a bare Deno, and is four times as fast: from so many bytes on it is worth that,
 * and a run that changes nothing sums a few hundred.
 */
const loadsAfterBytes = 4_000_000;

let summed = 0;
let native: Crc32 | null = null;

/** CRC-32 as in ZIP and PNG; `before`: that of what comes before. */
export const crc32: Crc32 = (content, before = 0) => {
  if (native !== null) return native(content, before);
  const bytes = typeof content === "string" ? encode(content) : content;
  summed += bytes.length;
  if (summed > loadsAfterBytes) native = nativeZlib().crc32;
  return ownCrc32(bytes, before);
};

const encoder = new TextEncoder();
let buffer = new Uint8Array(16_384);

/** Into one buffer, which the next call uses again. */
function encode(text: string): Uint8Array {
  if (text.length * 3 > buffer.length) buffer = new Uint8Array(text.length * 3);
  return buffer.subarray(0, encoder.encodeInto(text, buffer).written);
}

let tables: Int32Array | null = null;

/** Eight of 256: of a byte, and of one with so many zeros after it. */
function createTables(): Int32Array {
  const made = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? 0xedb88320 ^ (sum >>> 1) : sum >>> 1;
    made[byte] = sum;
  }
  for (let at = 256; at < made.length; at++) {
    const sum = made[at - 256] ?? 0;
    made[at] = (made[sum & 255] ?? 0) ^ (sum >>> 8);
  }
  return made;
}

/** Eight bytes at a time. */
export function ownCrc32(bytes: Uint8Array, before: number): number {
  const of = tables ??= createTables();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - bytes.length % 8;
  let sum = ~before;
  for (let at = 0; at < whole; at += 8) {
    const low = sum ^ view.getInt32(at, true);
    const high = view.getInt32(at + 4, true);
    sum = sumIn(of, low & 255, 7) ^ sumIn(of, low >>> 8 & 255, 6) ^
      sumIn(of, low >>> 16 & 255, 5) ^ sumIn(of, low >>> 24, 4) ^ sumIn(of, high & 255, 3) ^
      sumIn(of, high >>> 8 & 255, 2) ^ sumIn(of, high >>> 16 & 255, 1) ^ sumIn(of, high >>> 24, 0);
  }
  for (let at = whole; at < bytes.length; at++) {
    sum = sumIn(of, (sum ^ view.getUint8(at)) & 255, 0) ^ (sum >>> 8);
  }
  return ~sum >>> 0;
}

function sumIn(of: Int32Array, byte: number, zeros: number): number {
  return of[zeros * 256 + byte] ?? 0;
}
