import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createAskOwner } from "@/app/list/ask_owner.ts";
import { meantHere } from "@/app/list/meant_here.ts";
import { byOwner } from "@/app/list/owner_operations.ts";
import { ownerRequests } from "@/compose/store.ts";
import type { Config } from "@/config/config.ts";
import type { StoreConfig } from "@/config/store_config.ts";
import type { OpenLog } from "@/ports/log.ts";
import type { EitherName, Operations } from "@/ports/operations_table.ts";

/** What this process does, or whoever owns the list where that is another. */
export function orByOwner(
  here: Operations<EitherName>,
  { lockTimeoutMs: waitMs }: Config,
  store: StoreConfig,
  openLog: OpenLog,
): Operations<EitherName> {
  return byOwner(here, {
    async ask(...asked) {
      await using requests = ownerRequests(store);
      return await createAskOwner({ requests, runtime, waitMs })(...asked);
    },
    uuidOf: meantHere(openLog),
  });
}
