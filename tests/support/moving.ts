import { startSha256 } from "@system/hash.ts";
import { openListStore } from "@/adapters/postgres/list_store.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { openEventFile } from "@/adapters/sqlite/event_file.ts";
import { openLog } from "@/adapters/sqlite/log.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { moveLog } from "@/app/hosts/move_log.ts";
import type { Log } from "@/ports/log.ts";
import type { ListStore } from "@/ports/list_store.ts";
import type { SharedLog } from "@/ports/shared_log.ts";
import { logProjections as projections } from "@/projections/log_projections.ts";

/** The log as whoever owns it opens it. */
export const ownLogAt = (path: string) => openLog({ path, projections, runtime, isOwner: true });

/** Moves logs between the file of a host and a list, as the program does. */
export function mover(place: DatabasePlace, list: string, host: string, path: string) {
  const nowMs = () => performance.now();
  const openStore = () => openListStore({ place, list, runtime, nowMs });
  const how = { path, projections, runtime, isOwner: true };
  const ports = (store: () => ListStore) => ({
    path,
    isThere: () => true,
    openFile: () => openEventFile(path),
    lock: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    openStore: store,
    owner: { host, stateDir: `/${host}`, command: "log move", pid: 1 },
    identity: () => host,
    async inLog(shared: SharedLog | null, act: (log: Log) => Promise<void>) {
      if (shared === null) {
        using log = openLog(how);
        return await act(log);
      }
      await using mirror = await openMirror(how, shared);
      await act(mirror.log);
    },
    places: {
      postgres: { host, machine: null, stateDir: list },
      sqlite: { host, machine: "m", stateDir: `/${host}` },
    },
    startSha256,
  });
  const { signal } = new AbortController();
  return {
    openStore,
    move: (to: "postgres" | "sqlite", store = openStore) => moveLog(ports(store), to, signal),
  };
}
