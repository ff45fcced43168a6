interface DatabaseHost {
  readonly host: string;
  readonly port: number;
}

/** A database as it is reached. */
export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
  /** Tried in turn where the one before is not to be had, or takes no writes: only one of them does. */
  readonly others?: readonly DatabaseHost[];
  readonly database: string;
  readonly user: string;
  /** `null`: none is sent. */
  readonly password: string | null;
  /** As libpq's `sslmode`. */
  readonly tls: "disable" | "prefer" | "require" | "verify-full";
  /** For people; without the password. */
  readonly shownAs: string;
}

/** As it is configured. */
export function placeOf({ address, password, shownAs }: {
  readonly address: Omit<DatabasePlace, "password" | "shownAs">;
  readonly password: { reveal(): string } | null;
  readonly shownAs: string;
}): DatabasePlace {
  return { ...address, password: password?.reveal() ?? null, shownAs };
}
