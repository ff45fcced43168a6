import { textFiles } from "@/adapters/fs/text_files.ts";
import type { KeptKey } from "@/ports/kept_key.ts";
import type { Sealing } from "@/ports/sealing.ts";
import { systemCode } from "@/ports/system_code.ts";

/**
 * In a file, sealed with the secret itself, so that whoever has that file alone has nothing. What is sealed so can be
 * tried out without the rounds that a key takes: only for secrets of chance, which nobody can try out, is it kept.
 */
export function keptKey(path: string, sealedWith: (secret: string) => Sealing): KeptKey {
  return {
    async find(secret) {
      if (!isOfChance(secret)) return null;
      const sealed = await textFiles.read(path).catch(passedOver);
      if (sealed === null || sealed === "") return null;
      const key = await sealedWith(secret).open(sealed.trim());
      return key === null ? null : Uint8Array.fromBase64(key);
    },
    async keep(secret, key) {
      if (!isOfChance(secret)) return;
      const sealed = await sealedWith(secret).seal(key.toBase64());
      await textFiles.replace(path, `${sealed}\n`, 0o600).catch(passedOver);
    },
  };
}

/** As `openssl rand -hex 32` and UUIDs are. */
function isOfChance(secret: string): boolean {
  return /^[0-9a-f-]{32,}$/i.test(secret) && new Set(secret).size >= 8;
}

/** A disk that is full or may not be written to takes nothing but time. */
function passedOver(thrown: unknown): null {
  if (systemCode(thrown) === null) throw thrown;
  return null;
}
