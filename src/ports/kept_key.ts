/** A key that takes long to be made of a secret, kept from one run to the next; it is made anew wherever it is not to be had. */
export interface KeptKey {
  /** `null`: it is not kept, or was made of another secret. */
  find(secret: string): Promise<Uint8Array<ArrayBuffer> | null>;
  keep(secret: string, key: Uint8Array): Promise<void>;
}
