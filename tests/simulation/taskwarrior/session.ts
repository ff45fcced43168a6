import type { Hook } from "@tests/simulation/taskwarrior/hooks.ts";
import type { Schema, StoredTask } from "@tests/simulation/taskwarrior/schema.ts";
import { validated } from "@tests/simulation/taskwarrior/validated.ts";

/** What one command of `task` goes by. */
export interface CommandContext {
  readonly schema: Schema;
  readonly settings: ReadonlyMap<string, string>;
  /** `null`: none, or switched off. */
  readonly hook: Hook | null;
  readonly nowSeconds: () => number;
  readonly newUuid: () => string;
}

/** A yield is a point at which somebody else can come between. */
export type Steps = Generator<void, void, void>;

/** The tasks as one command works on them: 2.6 on what it had read, 3 on the database itself. */
export interface Session {
  readonly context: CommandContext;
  /** All, as it knows them. */
  readonly tasks: readonly StoredTask[];
  get(uuid: string): StoredTask | undefined;
  add(task: StoredTask): Steps;
  /** The whole task, as it is to be. */
  modify(task: StoredTask): Steps;
  purge(uuid: string): void;
  /** What a report does first. */
  collectGarbage(): void;
  /** Writes what is not written yet. */
  commit(): Steps;
}

export function validate(
  task: StoredTask,
  { schema, settings, nowSeconds }: CommandContext,
  withDefaults: boolean,
): Map<string, string> {
  return validated(task, { schema, settings, nowSeconds: nowSeconds(), withDefaults });
}
