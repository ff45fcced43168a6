import { files } from "@system/files.ts";
import type { OpenFile } from "@/ports/system.ts";
import type { FileFacts } from "./file_facts.ts";
import { ifThere } from "@/ports/missing.ts";

/** A file as it was opened: what it held, and whose it was. */
export interface FoundFile {
  readonly content: Uint8Array;
  readonly facts: FileFacts;
}

/** `null`: there is none. */
export function readFile(path: string): FoundFile | null {
  using file = ifThere(() => files.open(path, { read: true }));
  if (file === null) return null;
  const facts = file.facts();
  return { content: readAll(file, facts.size), facts };
}

/** `size` is a guess: a file of the kernel's says 0, and one may grow meanwhile. Less than asked for is all there is of a file on disk. */
function readAll(file: Pick<OpenFile, "read">, size: number): Uint8Array {
  let bytes = new Uint8Array(size + 1);
  let length = 0;
  for (;;) {
    const count = file.read(bytes.subarray(length));
    if (count === null) return bytes.subarray(0, length);
    length += count;
    if (length < bytes.length && size > 0) return bytes.subarray(0, length);
    if (length < bytes.length) continue;
    const larger = new Uint8Array(bytes.length * 2);
    larger.set(bytes);
    bytes = larger;
  }
}
