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

/** A new task, as a person would make it in Taskwarrior. */
export interface NewTask {
  /** That it is to have: added again under it, it is not made again. `null`: one that nobody has. */
  readonly uuid: string | null;
  readonly title: string;
  /** As {@link TaskEdit.changes}; without the title. */
  readonly changes: Readonly<Record<string, string>>;
}

export interface Added {
  readonly task: string;
  readonly title: string;
  readonly version: number;
  /** `false`: it was there already, and is as it was. */
  readonly isNew: boolean;
  /** `null`: it is not in Vikunja, or not yet. */
  readonly vikunjaId: number | null;
  /** Sides that do not have it yet: it waits for them. */
  readonly pending: readonly ("taskwarrior" | "vikunja")[];
  /** Why it is outside of the selection, and stays in Taskwarrior; `null`: it is not. */
  readonly outside: string | null;
  /** What one side would not take of it, in words. */
  readonly leftOut: readonly string[];
}

/** Makes and changes tasks on both sides. */
export interface TaskEdits {
  /**
   * @throws {SyncError} `USAGE`: no such field, or no value for it; or a task of that UUID was deleted.
   * `FORBIDDEN`: nothing goes to Vikunja in that project. `CONFIG`: nothing was synced yet.
   */
  add(task: NewTask, signal: AbortSignal): Promise<Added>;
  /** @throws {SyncError} `NOT_FOUND`; `USAGE`: no such field, or no value for it. */
  edit(edit: TaskEdit, signal: AbortSignal): Promise<Edited>;
}
