import { SyncError } from "@/domain/errors.ts";
import { basename, dirname } from "@/ports/paths.ts";
import { systemCode } from "@/ports/system_code.ts";

/** What a secret's file begins with where it can be read with a key only. */
const prefix = "sealed:v1:";
const keyBytes = 32;
const nonceBytes = 12;

/** AES-256-GCM; a secret that is put into another list's folder, or under another name, is none. */
export async function seal(text: string, path: string, key: Uint8Array): Promise<string> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const sealed = await crypto.subtle.encrypt(
    algorithm(nonce, path),
    await imported(key),
    new TextEncoder().encode(text),
  );
  return `${prefix}${toBase64(new Uint8Array([...nonce, ...new Uint8Array(sealed)]))}\n`;
}

export function isSealed(text: string): boolean {
  return text.startsWith(prefix);
}

/** @throws {Error} with why not, in words. */
async function unseal(text: string, path: string, key: Uint8Array): Promise<string> {
  try {
    const bytes = fromBase64(text.slice(prefix.length).trim());
    const opened = await crypto.subtle.decrypt(
      algorithm(bytes.slice(0, nonceBytes), path),
      await imported(key),
      bytes.slice(nonceBytes),
    );
    return new TextDecoder().decode(opened);
  } catch (cause) {
    throw new Error("it is sealed with another key, for another list, or was changed", { cause });
  }
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
    return await unseal(text, path, await readKey(keyFile, readTextFile));
  };
}

/** Where the key is; `null`: nobody said. */
export function keyFileOf(env: (name: string) => string | undefined): string | null {
  const named = env("VIKUNJA_SYNC_KEY_FILE")?.trim() ?? "";
  return named === "" ? null : named;
}

/** @throws {SyncError} `CONFIG`: there is none, or it is no key. */
export async function readKey(
  path: string,
  readTextFile: (path: string) => Promise<string>,
): Promise<Uint8Array> {
  const hint = "Make one with `openssl rand -base64 32`, readable by the service alone.";
  const text = await readTextFile(path).catch((cause) => {
    const why = systemCode(cause) === "ENOENT" ? "there is no such file" : String(cause);
    throw new SyncError("CONFIG", `Cannot read the key ${path}: ${why}`, { cause, hint });
  });
  const key = keyIn(text);
  if (key !== null) return key;
  throw new SyncError("CONFIG", `Cannot use ${path}: it is no key of ${keyBytes} bytes in base64`, {
    hint,
  });
}

function keyIn(text: string): Uint8Array | null {
  try {
    const key = fromBase64(text.trim());
    return key.length === keyBytes ? key : null;
  } catch {
    return null;
  }
}

function algorithm(iv: Uint8Array, path: string): AesGcmParams {
  const place = `${basename(dirname(path))}/${basename(path)}`;
  return {
    name: "AES-GCM",
    iv: new Uint8Array(iv),
    additionalData: new TextEncoder().encode(place),
  };
}

function imported(key: Uint8Array): Promise<CryptoKey> {
  const usages = ["encrypt", "decrypt"] as const;
  return crypto.subtle.importKey("raw", new Uint8Array(key), "AES-GCM", false, [...usages]);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
