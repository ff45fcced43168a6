import type { SharedServers } from "@/adapters/vikunja/client/shared_servers.ts";
import type { OwnMemory } from "@/app/daemon/ports.ts";
import type { Connect } from "@/adapters/postgres/connections.ts";
import type { TaskQuota } from "@/app/lists/quota/task_quota.ts";
import type { ListShare } from "@/ports/list_store.ts";
import type { SyncError } from "@/domain/errors.ts";

/** What a list shares with the others of this process. */
export interface AmongLists {
  readonly name: string;
  readonly servers: SharedServers;
  readonly memory: OwnMemory;
  /** To their database, those that have one. */
  readonly connect: () => Promise<Connect>;
  readonly tasks: TaskQuota;
  readonly share: ListShare;
  /** Told each time why the list goes on waiting for its log. */
  readonly onWait: (why: SyncError) => void;
  /** Takes what lets go of memory, called now and then; one for each thing. */
  readonly onRest: (thing: "log" | "replica" | "server" | "sync server", rest: () => void) => void;
}
