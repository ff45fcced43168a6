/** What all packages are made of. */
export interface Parts {
  readonly version: string;
  readonly binary: Uint8Array;
  /** Texts by their path under `share`. */
  readonly data: Readonly<Record<string, string>>;
  readonly licence: string;
  /** Of all that is inside, by file name. */
  readonly licences: Readonly<Record<string, string>>;
  readonly readme: string;
}
