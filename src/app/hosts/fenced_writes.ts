import type { ListLease } from "@/ports/list_store.ts";
import type { Replica } from "@/ports/replica.ts";

/** Writes nothing once the lease has ended; what is under way is not broken off. `lease`: `null` before it is taken. */
export function fencedWrites<R extends Pick<Replica, "write">>(
  replica: R,
  lease: () => Pick<ListLease, "check"> | null,
): R {
  return {
    ...replica,
    async write(...asked) {
      lease()?.check();
      return await replica.write(...asked);
    },
  };
}
