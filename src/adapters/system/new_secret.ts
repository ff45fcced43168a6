/** 160 bits, in what can be typed. */
export function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** For what is sealed. */
export function newKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}
