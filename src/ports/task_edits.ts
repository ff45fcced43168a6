/** A change of one task, as a person would make it. */
export interface TaskEdit {
  /** Taskwarrior's ID, UUID, at least 8 characters of it, or `#` and Vikunja's id. */
  readonly task: string;
  /** Field → new value as text, as the table of the fields has it written (`domain/fields.ts`). Empty: none. */
  readonly changes: Readonly<Record<string, string>>;
  /** Refused where the task has another version by now. */
  readonly ifVersion: number | null;
  /** Refused where it is not the token of the last claim. */
  readonly token: number | null;
}

export type Edited =
  | {
    readonly ok: true;
    readonly task: string;
    readonly title: string;
    /** After the change. */
    readonly version: number;
    /** Sides that could not be written yet: the change waits for them. */
    readonly pending: readonly ("taskwarrior" | "vikunja")[];
  }
  | {
    readonly ok: false;
    readonly task: string;
    readonly title: string;
    readonly because: "version";
    readonly expected: number;
    readonly actual: number;
  }
  | {
    readonly ok: false;
    readonly task: string;
    readonly title: string;
    readonly because: "token";
    readonly lockedBy: string | null;
    readonly until: string | null;
  };

/** Changes tasks on both sides. */
export interface TaskEdits {
  /** @throws {SyncError} `NOT_FOUND`; `USAGE`: no such field, or no value for it. */
  edit(edit: TaskEdit, signal: AbortSignal): Promise<Edited>;
}
