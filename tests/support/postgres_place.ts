import { openDatabase } from "@/adapters/postgres/database.ts";
import { takeLease } from "@/adapters/postgres/lease.ts";
import { provideSchema } from "@/adapters/postgres/schema.ts";
import { createSharedLog } from "@/adapters/postgres/shared_log.ts";
import { openMirror } from "@/adapters/sqlite/mirror.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { logProjections } from "@/projections/log_projections.ts";
import type { LogSubject } from "@tests/support/log_subject.ts";
import type { PostgresServer } from "@tests/support/postgres_server.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";
import { tickingClock } from "@tests/support/temp_log.ts";

/** A list of its own, owned by this process, and a copy of it. */
export async function postgresLogPlace({ place }: PostgresServer): Promise<LogSubject> {
  await using given = new AsyncDisposableStack();
  const folder = given.use(folderInMemory());
  const db = given.use(openDatabase(place, systemRuntime));
  await provideSchema(db);
  const list = crypto.randomUUID();
  const owner = { host: "here", stateDir: folder.path, command: "test", pid: 1 };
  const asked = { db, list, identity: list, owner, runtime: systemRuntime };
  const { lease } = await takeLease(
    { ...asked, nowMs: () => performance.now() },
    () => crypto.randomUUID(),
  );
  if (lease === null) throw new Error("A new list is nobody's");
  given.use(lease);
  const shared = createSharedLog({
    db,
    list,
    id: lease.id,
    lease,
    lose: lease.lose,
    runtime: systemRuntime,
  });
  const now = tickingClock();
  const settling: (() => Promise<void>)[] = [];
  given.defer(async () => {
    for (const settled of settling) await settled();
  });
  const kept = given.move();
  return {
    async open() {
      const options = {
        path: folder.file("log.db"),
        projections: logProjections,
        runtime: { ...systemRuntime, now },
        isOwner: true,
      };
      const { log, settled } = await openMirror(options, shared);
      settling.push(settled);
      return log;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
