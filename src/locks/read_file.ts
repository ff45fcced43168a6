import { type FileFacts, toFacts } from "./file_facts.ts";
import { systemCode } from "./system_code.ts";

/** A file as it was opened: what it held, and whose it was. */
export interface FoundFile {
  readonly content: Uint8Array;
  readonly facts: FileFacts;
}

/** `null`: there is none. */
export function readFile(path: string): FoundFile | null {
  using file = open(path);
  if (file === null) return null;
  const facts = toFacts(file.statSync());
  return { content: readAll(file, facts.size), facts };
}

function open(path: string): Deno.FsFile | null {
  try {
    return Deno.openSync(path);
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return null;
    throw thrown;
  }
}

/** `size` is a guess: a file of the kernel's says 0, and one may grow meanwhile. Less than asked for is all there is of a file on disk. */
function readAll(file: Deno.FsFile, size: number): Uint8Array {
  let bytes = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const count = file.readSync(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length < bytes.length && size > 0) return bytes.subarray(0, length);
    if (length < bytes.length) continue;
    const larger = new Uint8Array(bytes.length * 2);
    larger.set(bytes);
    bytes = larger;
  }
}
