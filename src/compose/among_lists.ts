import type { SharedServers } from "@/adapters/vikunja/client/shared_servers.ts";
import type { OwnMemory } from "@/app/daemon/ports.ts";

/** What a list shares with the others of this process. */
export interface AmongLists {
  readonly name: string;
  readonly servers: SharedServers;
  readonly memory: OwnMemory;
  /** Takes what lets go of memory, called now and then; one for each thing. */
  readonly onRest: (thing: "log" | "replica" | "server" | "sync server", rest: () => void) => void;
}
