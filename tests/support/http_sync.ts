import { type Cipher, createCipher } from "@/adapters/taskchampion/cipher.ts";
import { createHttpServer } from "@/adapters/taskchampion/http_server.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import type { VersionServer } from "@/ports/version_server.ts";

/** Of all lists of tests. */
export const clientId = "11111111-2222-4333-8444-555555555555";
const usualSecret = "ein Geheimnis mit ü";

/** A key takes a good tenth of a second. */
const usualCipher = cipherOf(() => Promise.resolve(usualSecret));

export function httpServerAt(url: string, secret?: () => Promise<string>): VersionServer {
  return createHttpServer({
    url,
    clientId,
    cipher: secret === undefined ? usualCipher : cipherOf(secret),
    transport: createTransport({ url: new URL(url), runtime: systemRuntime, sockets: 1 }),
  });
}

function cipherOf(secret: () => Promise<string>): Cipher {
  return createCipher(clientId, secret);
}

/** Lines of the taskrc of a replica of that list. */
export function syncLines(url: string): readonly string[] {
  return [
    `sync.server.url=${url}`,
    `sync.server.client_id=${clientId}`,
    `sync.encryption_secret=${usualSecret}`,
  ];
}
