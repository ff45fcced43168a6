import type { Rekeyed } from "@/ports/lists.ts";
import type { SharedLists } from "@/ports/shared_lists.ts";

type Keys = readonly Uint8Array[];

/** Settings that the hosts share, sealed with the first key. @throws {SyncError} `STORE_UNAVAILABLE` */
export function resealLists(
  open: () => SharedLists,
  reseal: (text: string, name: string, keys: Keys) => Promise<string | null>,
): (keys: Keys) => Promise<Rekeyed> {
  return async (keys) => {
    await using shared = open();
    const unreadable: string[] = [];
    let resealed = 0;
    for (const { name } of await shared.all()) {
      const there = await shared.read(name);
      if (there === null) continue;
      const again = await reseal(there.sealed, name, keys).catch(() => undefined);
      if (again === undefined) unreadable.push(`${name} at ${shared.shownAs}`);
      else if (again !== null) {
        await shared.reseal(name, there.sealed, again);
        resealed++;
      }
    }
    return { resealed, unreadable };
  };
}
