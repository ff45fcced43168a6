/** What somebody was asked to join with, once. */
export interface Invitation {
  /** Name of the list that comes of it. */
  readonly list: string;
  /** Of Vikunja. */
  readonly server: string;
  /** Of the sync server where the person's Taskwarriors meet. */
  readonly sync: string;
  /** ISO; after it, it counts no more. */
  readonly until: string;
}

export interface Invitations {
  /** `null`: nobody was invited by that code, or it was used. */
  find(code: string): Promise<Invitation | null>;
  /** False: somebody was quicker. */
  take(code: string): Promise<boolean>;
  keep(code: string, invitation: Invitation): Promise<void>;
  /** Those that nobody has used, too old ones as well. */
  all(): Promise<readonly Invitation[]>;
}

/** What a new list is made of. */
export interface NewList {
  readonly name: string;
  readonly server: string;
  readonly token: string;
  readonly sync: { readonly url: string; readonly clientId: string; readonly secret: string };
}

interface Welcome {
  readonly list: string;
  /** For the person's taskrc. */
  readonly taskrc: readonly string[];
}

/** Joins people who were invited. */
export interface SignUp {
  /** `null`: the code is none, was used, or is too old. */
  look(code: string): Promise<Invitation | null>;
  /** Vikunja's page that makes the token. @throws {SyncError} `SERVER_UNAVAILABLE` and the like. */
  tokenPage(invitation: Invitation, signal: AbortSignal): Promise<string>;
  /**
   * Tries the token, then makes the list; whoever fails in it is invited still.
   * @throws {SyncError} `AUTH`: the token is none, or allows too little; `NOT_FOUND`: the invitation is none any more.
   */
  accept(code: string, token: string, signal: AbortSignal): Promise<Welcome>;
}
