import { SyncError } from "@/domain/errors.ts";
import type { KeptKey } from "@/ports/kept_key.ts";
import type { VersionId } from "@/ports/version_server.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** TaskChampion's encryption (its docs/src/encryption.md). */
export interface Cipher {
  /** `version`: the parent of a version, or that of a snapshot. */
  seal(version: VersionId, plain: Bytes): Promise<Bytes>;
  /** @throws {SyncError} `CONFIG`: the secret is not the one it was sealed with; `SYNC_SERVER`: it is of no known form. */
  open(version: VersionId, sealed: Bytes): Promise<Bytes>;
}

const rounds = 600_000;
/** Of the envelope, and of the data as those of a task list. */
const [formatVersion, taskList] = [1, 1];
const nonceLength = 12;

const keyBytes = 32;

/** The key takes a good tenth of a second, so it is made when it is needed first, and kept. */
export function createCipher(
  clientId: string,
  secret: () => Promise<string>,
  kept: KeptKey | null = null,
): Cipher {
  let made: Promise<Bytes> | null = null;
  const key = () => made ??= foundOrMade().catch(forget);

  async function foundOrMade(): Promise<Bytes> {
    const text = await secret();
    const found = await kept?.find(text) ?? null;
    if (found?.length === keyBytes) return found;
    const key = await keyOf(clientId, text);
    await kept?.keep(text, key);
    return key;
  }

  function forget(thrown: unknown): never {
    made = null;
    throw thrown;
  }

  async function algorithm(version: VersionId, nonce: Bytes) {
    const { chacha20poly1305 } = await import("@noble/ciphers/chacha.js");
    return chacha20poly1305(await key(), nonce, Uint8Array.of(taskList, ...bytesOf(version)));
  }

  return {
    async seal(version, plain) {
      const nonce = crypto.getRandomValues(new Uint8Array(nonceLength));
      const sealed = (await algorithm(version, nonce)).encrypt(plain);
      const envelope = new Uint8Array(1 + nonceLength + sealed.length);
      envelope.set([formatVersion]);
      envelope.set(nonce, 1);
      envelope.set(sealed, 1 + nonceLength);
      return envelope;
    },
    async open(version, sealed) {
      if (sealed[0] !== formatVersion || sealed.length <= 1 + nonceLength) throw unknownForm();
      const nonce = sealed.slice(1, 1 + nonceLength);
      const opened = await algorithm(version, nonce);
      try {
        return new Uint8Array(opened.decrypt(sealed.subarray(1 + nonceLength)));
      } catch (cause) {
        throw otherSecret(cause);
      }
    },
  };
}

async function keyOf(clientId: string, secret: string): Promise<Bytes> {
  const { subtle } = crypto;
  const text = new TextEncoder().encode(secret);
  const base = await subtle.importKey("raw", text, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(clientId), iterations: rounds };
  return new Uint8Array(await subtle.deriveBits(how, base, keyBytes * 8));
}

function bytesOf(uuid: string): Bytes {
  return Uint8Array.from(uuid.replaceAll("-", "").match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function otherSecret(cause: unknown): SyncError {
  return new SyncError(
    "CONFIG",
    "Cannot read what the sync server has: the secret is not the one that it was encrypted with",
    {
      cause,
      hint:
        "It is the sync.encryption_secret of the other replicas, to the letter, and client_id is theirs, too.",
    },
  );
}

function unknownForm(): SyncError {
  return new SyncError(
    "SYNC_SERVER",
    "Cannot read what the sync server has: it is not encrypted as TaskChampion does it",
  );
}
