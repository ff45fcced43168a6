import { SyncError } from "@/domain/errors.ts";
import { decrypted, encrypted } from "@/adapters/system/aes_gcm.ts";
import { basename, dirname } from "@/ports/paths.ts";
import { systemCode } from "@/ports/system_code.ts";

/** What a secret's file begins with where it can be read with a key only. */
const prefix = "sealed:v1:";
const keyBytes = 32;

/** AES-256-GCM; a secret that is put into another list's folder, or under another name, is none. */
export async function seal(text: string, path: string, key: Uint8Array): Promise<string> {
  return `${prefix}${await encrypted(text, await imported(key), placeOf(path))}\n`;
}

export function isSealed(text: string): boolean {
  return text.startsWith(prefix);
}

/** What it says, and the place of the key that opened it. @throws {Error} with why not, in words. */
async function unseal(text: string, path: string, keys: readonly Uint8Array[]) {
  const sealed = text.slice(prefix.length).trim();
  let cause: unknown = null;
  for (const [by, key] of keys.entries()) {
    try {
      return { text: await decrypted(sealed, await imported(key), placeOf(path)), by };
    } catch (thrown) {
      cause = thrown;
    }
  }
  throw new Error("it is sealed with another key, for another list, or was changed", { cause });
}

/** What it says. @throws {Error}: none of the keys opens it. */
export async function opened(
  text: string,
  path: string,
  keys: readonly Uint8Array[],
): Promise<string> {
  return (await unseal(text, path, keys)).text;
}

/** Sealed with the first key; `null`: it was, or is not sealed. @throws {Error} with why it cannot be opened. */
export async function reseal(
  text: string,
  path: string,
  keys: readonly Uint8Array[],
): Promise<string | null> {
  const [first] = keys;
  if (!isSealed(text) || first === undefined) return null;
  const opened = await unseal(text, path, keys);
  return opened.by === 0 ? null : await seal(opened.text, path, first);
}

/** `readTextFile` that opens what is sealed; `keyFile`: `null` where none is set. */
export function unsealing(
  readTextFile: (path: string) => Promise<string>,
  keyFile: string | null,
): (path: string) => Promise<string> {
  return async (path) => {
    const text = await readTextFile(path);
    if (!isSealed(text)) return text;
    if (keyFile === null) {
      throw new Error("it is sealed, and VIKUNJA_SYNC_KEY_FILE names no key");
    }
    try {
      return (await unseal(text, path, await readKeys(keyFile, readTextFile))).text;
    } catch (thrown) {
      // Sealed with another one since it was read.
      const since = await readTextFile(path);
      if (since === text) throw thrown;
      return (await unseal(since, path, await readKeys(keyFile, readTextFile))).text;
    }
  };
}

/** Where the key is; `null`: nobody said. */
export function keyFileOf(env: (name: string) => string | undefined): string | null {
  const named = env("VIKUNJA_SYNC_KEY_FILE")?.trim() ?? "";
  return named === "" ? null : named;
}

/** A line each: the first one seals, all open. @throws {SyncError} `CONFIG`: there is none, or one is no key. */
export async function readKeys(
  path: string,
  readTextFile: (path: string) => Promise<string>,
): Promise<readonly Uint8Array[]> {
  const hint = "Make one with `openssl rand -base64 32`, readable by the service alone.";
  const text = await readTextFile(path).catch((cause) => {
    const why = systemCode(cause) === "ENOENT" ? "there is no such file" : String(cause);
    throw new SyncError("CONFIG", `Cannot read the key ${path}: ${why}`, { cause, hint });
  });
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const keys = lines.map(keyIn);
  if (keys.length > 0 && keys.every((key) => key !== null)) return keys;
  throw new SyncError("CONFIG", `Cannot use ${path}: it is no key of ${keyBytes} bytes in base64`, {
    hint,
  });
}

function keyIn(text: string): Uint8Array | null {
  try {
    const key = Uint8Array.fromBase64(text);
    return key.length === keyBytes ? key : null;
  } catch {
    return null;
  }
}

/** Of a secret: its list and its name. */
function placeOf(path: string): string {
  return `${basename(dirname(path))}/${basename(path)}`;
}

function imported(key: Uint8Array): Promise<CryptoKey> {
  const usages = ["encrypt", "decrypt"] as const;
  return crypto.subtle.importKey("raw", new Uint8Array(key), "AES-GCM", false, [...usages]);
}
