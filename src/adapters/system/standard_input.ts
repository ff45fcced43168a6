import { files } from "@system/files.ts";
import { streams } from "@system/streams.ts";
import { SyncError } from "@/domain/errors.ts";

/** A gigantic input is a mistake, and memory is not endless. */
const maxInputBytes = 256 * 2 ** 20;

/** Where input comes from, and how much of it is taken. */
export interface Input {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly maxBytes: number;
}

function standardInput(): Input {
  return { stream: streams.input.stream(), maxBytes: maxInputBytes };
}

/**
 * All of stdin as text.
 * @throws {SyncError} `USAGE`: a line of it is not UTF-8, or there is too much; the signal's reason.
 */
export async function readLines(signal: AbortSignal, input = standardInput): Promise<string> {
  return decode(await bytesOf(input(), signal));
}

/**
 * Text of a file; `-`: of stdin.
 * @throws {SyncError} `USAGE`: it cannot be read, or there is too much of it.
 */
export async function readText(file: string, input = standardInput): Promise<string> {
  try {
    if (file !== "-") return await files.readTextLater(file);
    return new TextDecoder().decode(await bytesOf(input(), null));
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SyncError("USAGE", `Cannot read ${file}: ${reason}`, { cause });
  }
}

async function bytesOf(
  { stream, maxBytes }: Input,
  signal: AbortSignal | null,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  // Read to its end by nobody any more, it fails or ends; either way the signal says why.
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", stop);
  try {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let taken = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      taken += read.value.length;
      if (taken > maxBytes) {
        stop();
        throw tooMuch(maxBytes);
      }
      chunks.push(read.value);
    }
    signal?.throwIfAborted();
    return await new Blob(chunks).bytes();
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function tooMuch(maxBytes: number): SyncError {
  const size = maxBytes < 2 ** 20 ? `${maxBytes} bytes` : `${Math.floor(maxBytes / 2 ** 20)} MB`;
  return new SyncError("USAGE", `Cannot read stdin: there is more than ${size} of it`, {
    hint: "Nothing was done with it: hand it over in parts.",
  });
}

/** Whether somebody writes to stdin; a terminal does not, nor does who is silent for so long. */
export async function hasInput(withinMs: number): Promise<boolean> {
  if (streams.input.isTerminal()) return false;
  const reader = streams.input.stream().getReader();
  const silence = Promise.withResolvers<false>();
  const timer = setTimeout(() => silence.resolve(false), withinMs);
  const read = reader.read().then(({ value }) => value !== undefined && value.length > 0);
  try {
    return await Promise.race([read, silence.promise]);
  } finally {
    clearTimeout(timer);
    // Where nobody writes the read ends with the process, like what it was to give.
    read.catch(() => undefined);
    void reader.cancel().catch(() => undefined);
  }
}

function decode(bytes: Uint8Array): string {
  const text = fatally(bytes);
  if (text !== null) return text;
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from);
    const upTo = end < 0 ? bytes.length : end;
    if (fatally(bytes.subarray(from, upTo)) === null) break;
    from = upTo + 1;
  }
  throw new SyncError("USAGE", `Cannot read the items:\n  line ${line} is not UTF-8`, {
    hint: "Nothing was printed, and nothing counts as seen: mend the line and run it again.",
    details: { line },
  });
}

/** `null`: it is not UTF-8. */
function fatally(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (thrown) {
    if (thrown instanceof TypeError) return null;
    throw thrown;
  }
}
