/** A webhook of a project as the server shows it: never its secret. */
export interface ServerHook {
  readonly id: number;
  readonly projectId: number;
  readonly url: string;
  /** Sorted. */
  readonly events: readonly string[];
}

export interface NewHook {
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  /** `user:password` for basic authentication; `null`: none. */
  readonly auth: string | null;
}

export interface HookProject {
  readonly id: number;
  readonly title: string;
  /** 0: at the root. */
  readonly parentId: number;
  readonly archived: boolean;
}

/** Webhooks of projects, one request each. Errors are `SyncError`. */
export interface Webhooks {
  /** All projects that the account sees, archived ones too, pseudo projects left out. */
  projects(signal: AbortSignal): Promise<readonly HookProject[]>;
  list(projectId: number, signal: AbortSignal): Promise<readonly ServerHook[]>;
  create(projectId: number, hook: NewHook, signal: AbortSignal): Promise<ServerHook>;
  remove(projectId: number, id: number, signal: AbortSignal): Promise<void>;
}

/** The webhooks that were set up from one state folder. */
export interface WebhookRecord {
  readonly url: string;
  /** Of secret and basic authentication: the server shows neither, so this tells whether they changed. */
  readonly seal: string;
  readonly hooks: readonly { readonly id: number; readonly project: number }[];
}

/** What a state folder keeps of webhooks, readable by its owner alone. */
export interface WebhookStore {
  /** `null`: none are set up, or nobody can tell any more. */
  record(): Promise<WebhookRecord | null>;
  /** At once or not at all. */
  keep(record: WebhookRecord): Promise<void>;
  /** What signs them; made once, by whichever process is the first. */
  secret(): Promise<string>;
  /** `null`: none was made yet. */
  knownSecret(): Promise<string | null>;
  /** Neither record nor secret is there any more. */
  forget(): Promise<void>;
  /** Equal where both are; tells nothing of them. */
  sealOf(secret: string, auth: string | null): string;
}
