import type { SharedLists } from "@/ports/shared_lists.ts";
import type { Invitations } from "@/ports/sign_up.ts";

/** What the hosts of a service know of each other's lists. */
interface SharedWithHosts {
  /** Those that any host takes. */
  readonly invitations: Invitations;
  /** Whether any host has, or had, such a list. */
  readonly isElsewhere: (name: string) => Promise<boolean>;
  /** Has every host take it away; false: there is but this one. */
  readonly forget: (name: string) => Promise<boolean>;
}

/** `open`: `null` where there is but this host, which has its own. */
export function sharedWithHosts(
  own: Invitations,
  open: () => Promise<SharedLists | null>,
): SharedWithHosts {
  async function by<T>(act: (shared: SharedLists | null) => Promise<T>): Promise<T> {
    await using shared = await open();
    return await act(shared);
  }
  const invited = <T>(act: (invitations: Invitations) => Promise<T>) =>
    by((shared) => act(shared?.invitations ?? own));
  return {
    invitations: {
      find: (code) => invited(({ find }) => find(code)),
      take: (code) => invited(({ take }) => take(code)),
      keep: (code, invitation) => invited(({ keep }) => keep(code, invitation)),
      all: () => invited(({ all }) => all()),
    },
    isElsewhere: (name) =>
      by(async (shared) => (await shared?.all() ?? []).some((each) => each.name === name)),
    forget: (name) =>
      by(async (shared) => {
        await shared?.remove(name);
        return shared !== null;
      }),
  };
}
