import { files } from "@system/files.ts";
import { absent, type QuietNote, quietNotePath } from "@/ports/quiet.ts";
import { systemCode } from "@/ports/system_code.ts";

/** Where times are told in whole seconds (in two on FAT), a file may change once more within the same. */
const coarseMs = 2_000;

/** See {@link Stamp}. What cannot be looked at, or may change without its times, is never the same again. */
export function stampOf(path: string): string {
  try {
    if (path.endsWith("/")) return files.list(path).filter(isOwnFile).toSorted().join("/");
    const found = files.facts(path);
    if (found === null) return absent;
    // Whoever only reads a database may leave that there.
    if (found.size === 0 && !isOwnFile(path)) return absent;
    const { dev, ino, size, mode, uid, gid, modifiedMs, changedMs, isFolder } = found;
    const mayMoveUnseen = modifiedMs % 1_000 === 0 && Date.now() - modifiedMs < coarseMs;
    if (!isFolder && mayMoveUnseen) return `${modifiedMs} ${crypto.randomUUID()}`;
    // What is made and removed in a folder moves its times.
    const times = isFolder ? [] : [size, modifiedMs, changedMs];
    return [dev, ino, mode, uid, gid, ...times].join(":");
  } catch (thrown) {
    const code = systemCode(thrown);
    if (code === null) throw thrown;
    return code === "ENOENT" || code === "ENOTDIR" ? absent : `${code} ${crypto.randomUUID()}`;
  }
}

/** What SQLite keeps beside a database is of that. */
function isOwnFile(name: string): boolean {
  return !/-(wal|shm)$/.test(name);
}

/** `null`: there is none, or not all of one. */
export function readQuietNote(stateDir: string, program: string): QuietNote | null {
  try {
    const text = files.readText(quietNotePath(stateDir, program));
    const end = text.indexOf("\n");
    const body = text.slice(end + 1);
    return text.slice(0, end) === sumOf(body) ? JSON.parse(body) as QuietNote : null;
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
    return null;
  }
}

/** All of it or nothing; where it cannot be written, the next run does without. */
export function keepQuietNote(stateDir: string, note: QuietNote): void {
  const path = quietNotePath(stateDir, note.program);
  const draft = `${path}.new`;
  const body = JSON.stringify(note);
  try {
    files.write(draft, `${sumOf(body)}\n${body}`, { create: true, truncate: true, mode: 0o600 });
    files.rename(draft, path);
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
  }
}

/** After a loss of power a file may hold anything. */
function sumOf(text: string): string {
  let [low, high] = [0x2c1b3c6d, 0x297a2d39];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 0x9e3779b1);
    low ^= low >>> 15;
    high = Math.imul(high + code, 0x85ebca6b) ^ low;
  }
  return `${(low >>> 0).toString(16)} ${(high >>> 0).toString(16)} ${text.length}`;
}
