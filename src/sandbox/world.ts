import type { User } from "./store/rows.ts";
import type { Store } from "./store/store.ts";
import type { SandboxVersion } from "./version.ts";

/** What the rules need: the data, the clock, and somebody to tell what happened. */
export interface World {
  readonly store: Store;
  /** The server it behaves like. */
  readonly as: SandboxVersion;
  /** As it says of itself: writes may overlap. */
  readonly concurrentWrites: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  /** A UUID that nobody else has made. */
  uuid(): string;
  /** Heard only when the transaction it is part of is committed. */
  emit(happening: Happening): void;
  /** Done a few milliseconds after the answer, in a transaction of its own, as the server's queue does. */
  later(work: () => void): void;
}

/** A change that webhooks may want to hear of. */
export interface Happening {
  readonly event: string;
  readonly doer: User;
  /** Where the hooks are looked for. */
  readonly projectId: number;
  /** Parts of the payload that are read again when it is sent. */
  readonly taskId?: number;
  /** Parts of the payload as they were at the change, by key. */
  readonly parts?: Readonly<Record<string, unknown>>;
}
