import type { SyncError } from "@/domain/errors.ts";
import { troubleOf } from "@/app/lists/sayable.ts";
import type { ListStand } from "@/ports/lists.ts";

export interface SharingTrouble {
  readonly error: SyncError;
  /** ISO */
  readonly since: string;
}

/** Why lists are not shared, or not here though other hosts have them; by their names. */
export type SharingTroubles = ReadonlyMap<string, SharingTrouble>;

/** How lists do, also those that this host cannot have. */
export function withTroubles(
  stands: readonly ListStand[],
  troubles: SharingTroubles,
): readonly ListStand[] {
  const here = new Set(stands.map(({ name }) => name));
  const missing = [...troubles].filter(([name]) => !here.has(name));
  return [
    ...stands.map((stand) => {
      const trouble = troubles.get(stand.name);
      if (trouble === undefined || stand.error !== null) return stand;
      return { ...stand, error: troubleOf(trouble.error) };
    }),
    ...missing.map(([name, { error, since }]): ListStand => ({
      name,
      state: "failed",
      owner: null,
      since,
      server: null,
      error: troubleOf(error),
      counts: null,
    })),
  ];
}
