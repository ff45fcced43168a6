import type { NewComment, Patch, Push } from "@/domain/push.ts";

type Create = Extract<Push, { kind: "create" }>;

/** A create that may have arrived and that another one took the place of: what it made is looked for as well. */
export interface UnsureCreate {
  /** Version of its `PushRequested`. */
  readonly request: number;
  readonly push: Create;
  readonly source: Patch;
}

/** A comment that a push which may have arrived was to make, and its text on the side that it is from. */
export interface UnsureComment extends NewComment {
  readonly said: string;
}
