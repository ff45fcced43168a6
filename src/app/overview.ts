import { waitingIn, type WaitingLog } from "@/app/inbox/waiting.ts";
import type { LogQueries } from "@/ports/log_queries.ts";
import type { Overview } from "@/ports/operations.ts";

/** The little of `status` that each page shows, without reading what is on its way: that may be thousands. */
export function overviewOf(
  reader: WaitingLog & Pick<LogQueries, "binding" | "pendingCount">,
  { server }: Pick<Overview, "server">,
): Overview {
  const url = reader.binding("vikunja")?.["url"];
  return {
    server: typeof url === "string" ? url : server,
    inbox: waitingIn(reader, false).length,
    onTheWay: reader.pendingCount(),
  };
}
