import { decrypted, encrypted } from "@/adapters/system/aes_gcm.ts";
import type { Sealing } from "@/ports/sealing.ts";

const utf8 = new TextEncoder();

/**
 * AES-GCM with a key from a secret of high entropy (an API token), which is stretched by nothing else; `use`: what for,
 * so that no two uses have one key.
 */
export function sealingWith(secret: () => Promise<string>, use: string): Sealing {
  let key: Promise<CryptoKey> | null = null;
  const keyOf = () => key ??= secret().then((text) => derive(text, use));
  return {
    seal: async (text) => await encrypted(text, await keyOf()),
    async open(sealed) {
      const own = await keyOf();
      try {
        return await decrypted(sealed, own);
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
