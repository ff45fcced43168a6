import type { Sealing } from "@/ports/sealing.ts";

const ivBytes = 12;
const utf8 = new TextEncoder();

/**
 * AES-GCM with a key from a secret of high entropy (an API token), which is stretched by nothing else; `use`: what for,
 * so that no two uses have one key.
 */
export function sealingWith(secret: () => Promise<string>, use: string): Sealing {
  let key: Promise<CryptoKey> | null = null;
  const keyOf = () => key ??= secret().then((text) => derive(text, use));
  return {
    async seal(text) {
      const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
      const sealed = await crypto.subtle.encrypt(
        { name: "AES-GCM", iv },
        await keyOf(),
        utf8.encode(text),
      );
      return new Uint8Array([...iv, ...new Uint8Array(sealed)]).toBase64();
    },
    async open(sealed) {
      const own = await keyOf();
      try {
        const bytes = Uint8Array.fromBase64(sealed);
        const iv = bytes.subarray(0, ivBytes);
        const text = await crypto.subtle.decrypt(
          { name: "AES-GCM", iv },
          own,
          bytes.subarray(ivBytes),
        );
        return new TextDecoder().decode(text);
      } catch {
        return null;
      }
    },
  };
}

async function derive(secret: string, use: string): Promise<CryptoKey> {
  const from = await crypto.subtle.importKey("raw", utf8.encode(secret), "HKDF", false, [
    "deriveKey",
  ]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8.encode(use) };
  return await crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, [
    "encrypt",
    "decrypt",
  ]);
}
