/** A database as it is reached. */
export interface DatabasePlace {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** `null`: none is sent. */
  readonly password: string | null;
  /** As libpq's `sslmode`. */
  readonly tls: "disable" | "prefer" | "require" | "verify-full";
  /** For people; without the password. */
  readonly shownAs: string;
}
