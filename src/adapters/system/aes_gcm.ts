const ivBytes = 12;
const utf8 = new TextEncoder();

/** In base64; `place`: what it belongs to, without which it cannot be opened. */
export async function encrypted(text: string, key: CryptoKey, place = ""): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const sealed = await crypto.subtle.encrypt(algorithm(iv, place), key, utf8.encode(text));
  return new Uint8Array([...iv, ...new Uint8Array(sealed)]).toBase64();
}

/** @throws what the system does, where it is not of that key and place, or was changed. */
export async function decrypted(sealed: string, key: CryptoKey, place = ""): Promise<string> {
  const bytes = Uint8Array.fromBase64(sealed);
  const [iv, rest] = [bytes.subarray(0, ivBytes), bytes.subarray(ivBytes)];
  return new TextDecoder().decode(await crypto.subtle.decrypt(algorithm(iv, place), key, rest));
}

function algorithm(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: utf8.encode(place) };
}
