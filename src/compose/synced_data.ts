import { createSyncedData, type SyncedData } from "@/adapters/taskwarrior/synced/synced_data.ts";
import { openReplicaFile } from "@/adapters/taskwarrior/synced/replica_file.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { files } from "@system/files.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { keptKey } from "@/adapters/fs/kept_key.ts";
import { sealingWith } from "@/adapters/system/sealing.ts";
import { createCipher } from "@/adapters/taskchampion/cipher.ts";
import { createHttpServer } from "@/adapters/taskchampion/http_server.ts";
import { createLocalServer } from "@/adapters/taskchampion/local_server.ts";
import type { AmongLists } from "@/compose/among_lists.ts";
import type { Config, SyncedConfig } from "@/config/config.ts";
import type { Io } from "@/ports/io.ts";
import type { VersionServer } from "@/ports/version_server.ts";

/** The replica of this engine, in the state folder. */
export function syncedData(
  config: Pick<Config, "stateDir" | "caFile">,
  { at }: SyncedConfig,
  { warn, among }: { readonly warn: Io["warn"]; readonly among: AmongLists | null },
): SyncedData {
  const name = at.kind === "server" ? at.clientId : "folder";
  const list = at.kind === "server" ? `sync server, ${at.clientId}` : `sync folder, ${at.folder}`;
  const file = openReplicaFile(`${config.stateDir}/replica-${name}`);
  among?.onRest("replica", file.rest);
  return createSyncedData({
    list,
    server: versionServer(config, at, among, file.folder),
    file,
    runtime,
    warn,
  });
}

/** Of a list of 100,000 tasks. */
const maxAnswerBytes = 128 * 2 ** 20;

function versionServer(
  config: Pick<Config, "caFile">,
  at: SyncedConfig["at"],
  among: AmongLists | null,
  folder: string,
): VersionServer {
  switch (at.kind) {
    case "folder":
      return createLocalServer(at.folder, runtime);
    case "server": {
      const { url, clientId } = at;
      const authorities = authoritiesOf(config, files.readTextLater);
      const transport = createTransport({
        url: new URL(url),
        runtime,
        sockets: 1,
        authorities,
        maxAnswerBytes,
      });
      among?.onRest("sync server", transport.rest);
      const kept = keptKey(
        `${folder}/key`,
        (secret) => sealingWith(() => Promise.resolve(secret), `vikunja-sync, key of ${clientId}`),
      );
      return createHttpServer({
        url,
        clientId,
        cipher: createCipher(clientId, async () => (await at.secret()).reveal(), kept),
        transport: among?.servers.boundedSync(transport, url, among.name) ?? transport,
      });
    }
  }
}
