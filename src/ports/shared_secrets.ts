/** Secrets that the hosts of a list share, in its database, sealed with a key that is not there. */
export interface SharedSecrets extends AsyncDisposable {
  /** As it is sealed; `null`: none. */
  read(name: string): Promise<string | null>;
  /** Only where the one before is still there (`null`: none); what is there then. */
  replace(name: string, before: string | null, sealed: string): Promise<string>;
  forget(name: string): Promise<void>;
}
