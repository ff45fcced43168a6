import { buffers } from "@system/buffers.ts";
import { bufferOf } from "@/adapters/taskwarrior/stored/task_file.ts";

/** Half of a surrogate pair in three bytes, then the other half; one byte a character. */
const pairs = /\xed([\xa0-\xaf])([\x80-\xbf])\xed([\xb0-\xbf])([\x80-\xbf])/g;

/**
 * Text as Taskwarrior stores it. 2.6 keeps what was imported as `\ud83d\ude00` as two halves of three bytes each
 * (CESU-8): these are the character that they stand for. What is no text at all shows as U+FFFD.
 */
export function textOf(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const text = decoder.decode(bytes);
  return text.includes("\ufffd") ? decoder.decode(inUtf8(bytes)) : text;
}

/** The same; what is no text at all is told. */
export function checkedText(
  bytes: Uint8Array,
): { readonly text: string; readonly isWhole: boolean } {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    return { text: decoder.decode(bytes), isWhole: true };
  } catch {
    const mended = inUtf8(bytes);
    try {
      return { text: decoder.decode(mended), isWhole: true };
    } catch {
      return { text: new TextDecoder().decode(mended), isWhole: false };
    }
  }
}

function inUtf8(bytes: Uint8Array): Uint8Array {
  const each = bufferOf(bytes).toString("latin1");
  return buffers().from(
    each.replace(pairs, (_, ...halves: readonly string[]) => {
      const [a = 0, b = 0, c = 0, d = 0] = halves.slice(0, 4).map((half) => half.charCodeAt(0));
      const code = 0x10000 + ((a & 0xf) << 16 | (b & 0x3f) << 10 | (c & 0xf) << 6 | d & 0x3f);
      return buffers().from(String.fromCodePoint(code), "utf8").toString("latin1");
    }),
    "latin1",
  );
}
