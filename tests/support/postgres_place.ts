import { openListStore } from "@/adapters/postgres/list_store.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { LogSubject } from "@tests/support/log_subject.ts";
import type { PostgresServer } from "@tests/support/postgres_server.ts";
import { folderInMemory, tempFolder } from "@tests/support/temp_folder.ts";
import { tickingClock } from "@tests/support/temp_log.ts";

/** A list of its own, owned by this process, and a copy of it. */
export async function postgresLogPlace(
  { place }: Pick<PostgresServer, "place">,
  how: { readonly isOnDisk: boolean } = { isOnDisk: false },
): Promise<LogSubject> {
  await using given = new AsyncDisposableStack();
  const folder = given.use(how.isOnDisk ? tempFolder() : folderInMemory());
  const list = crypto.randomUUID();
  const nowMs = () => performance.now();
  const store = given.use(openListStore({ place, list, runtime: systemRuntime, nowMs }));
  const owner = { host: "here", stateDir: folder.path, command: "test", pid: 1 };
  const { lease } = await store.take(owner, list);
  if (lease === null) throw new Error("A new list is nobody's");
  given.use(lease);
  const now = tickingClock();
  const kept = given.move();
  return {
    async open() {
      const options = {
        path: folder.file("log.db"),
        projections: logProjections,
        runtime: { ...systemRuntime, now },
        isOwner: true,
      };
      const mirror = kept.use(await openMirror(options, store.log(lease)));
      return mirror.log;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
