import type { Rekeyed } from "@/ports/lists.ts";
import { systemCode } from "@/ports/system_code.ts";

export const nothingResealed: Rekeyed = { resealed: 0, unreadable: [] };

type Keys = readonly Uint8Array[];

interface RekeyPorts {
  readonly keyFile: string;
  /** All that open what is sealed; the first one seals. @throws {SyncError} `CONFIG` */
  readonly keys: () => Promise<Keys>;
  readonly newKey: () => Uint8Array;
  /** What may be sealed, of all lists. */
  readonly files: () => readonly string[];
  readonly readTextFile: (path: string) => Promise<string>;
  /** With the first key; `null`: it is, or is not sealed. @throws {Error}: no key opens it. */
  readonly reseal: (text: string, path: string, keys: Keys) => Promise<string | null>;
  /** As a whole; on disk when it returns. */
  readonly replace: (path: string, text: string) => void;
  /** The same of what lies elsewhere than in files. @throws {SyncError} `STORE_UNAVAILABLE` */
  readonly resealElsewhere: (keys: Keys) => Promise<Rekeyed>;
}

/**
 * A new key in place of the one before. Invariant: whenever it is killed, the file of keys has one for each secret; a
 * key is taken out of it once nothing is sealed with it. Goes on where one before was killed.
 */
export async function rekey(ports: RekeyPorts): Promise<Rekeyed> {
  const before = await ports.keys();
  const keys = before.length > 1 ? before : [ports.newKey(), ...before];
  if (keys !== before) writeKeys(ports, keys);
  let resealed = 0;
  for (;;) {
    const { count, unreadable } = await resealAll(ports, keys);
    const elsewhere = await ports.resealElsewhere(keys);
    resealed += count + elsewhere.resealed;
    // What was sealed with the old key meanwhile is found by another round.
    if (count > 0) continue;
    writeKeys(ports, keys.slice(0, 1));
    return { resealed, unreadable: [...unreadable, ...elsewhere.unreadable] };
  }
}

async function resealAll(ports: RekeyPorts, keys: Keys) {
  const unreadable: string[] = [];
  let count = 0;
  for (const path of ports.files()) {
    const text = await ports.readTextFile(path).catch((thrown) => {
      if (systemCode(thrown) === "ENOENT") return "";
      throw thrown;
    });
    try {
      const sealed = await ports.reseal(text, path, keys);
      if (sealed === null) continue;
      // Whoever has put another one there since has sealed it with the new key.
      if (await ports.readTextFile(path) !== text) continue;
      ports.replace(path, sealed);
      count++;
    } catch (thrown) {
      if (systemCode(thrown) !== null) throw thrown;
      unreadable.push(path);
    }
  }
  return { count, unreadable };
}

function writeKeys({ keyFile, replace }: RekeyPorts, keys: Keys): void {
  replace(keyFile, keys.map((key) => `${key.toBase64()}\n`).join(""));
}
