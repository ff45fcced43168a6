import { thisProcess } from "@system/this_process.ts";
import { chmod, copyFile, mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { Buffer } from "node:buffer";
import { basename, dirname, join } from "node:path";
import type { OwnProgram } from "@/ports/self_install.ts";

export function ownProgram(isFromSource: boolean): OwnProgram {
  const path = isFromSource ? null : thisProcess.programPath();
  return {
    path,
    async copyTo(to) {
      if (path === null || await isSame(path, to)) return false;
      await mkdir(dirname(to), { recursive: true });
      // The old one may run now: it keeps its file.
      const draft = join(dirname(to), `.${basename(to)}.${crypto.randomUUID()}`);
      try {
        await copyFile(path, draft);
        await chmod(draft, 0o755);
        await rename(draft, to);
      } catch (thrown) {
        await rm(draft, { force: true });
        throw thrown;
      }
      return true;
    },
  };
}

const pieceBytes = 1 << 20;

async function isSame(one: string, other: string): Promise<boolean> {
  const sizes = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  if (sizes[0] == null || sizes[1] == null || sizes[0].size !== sizes[1].size) return false;
  if (await realpath(one) === await realpath(other)) return true;
  const [left, right] = await Promise.all([open(one), open(other)]);
  try {
    const [a, b] = [new Uint8Array(pieceBytes), new Uint8Array(pieceBytes)];
    for (;;) {
      const [{ bytesRead: read }, { bytesRead }] = await Promise.all([left.read(a), right.read(b)]);
      if (read !== bytesRead) return false;
      if (read === 0) return true;
      if (Buffer.compare(a.subarray(0, read), b.subarray(0, read)) !== 0) return false;
    }
  } finally {
    await left.close();
    await right.close();
  }
}
