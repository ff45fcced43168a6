import { changingCommands } from "@/app/setup/hook_script.ts";

export interface HookDeps {
  /** Whether it is our own writing that Taskwarrior runs hooks for. */
  readonly isOurWriting: () => boolean;
  /** Whether somebody writes to stdin within so many milliseconds. */
  readonly hasInput: (withinMs: number) => Promise<boolean>;
  readonly leaveWake: () => void;
  /** Looks until no wake-up waits; how many there were. */
  readonly lookAtWakes: (signal: AbortSignal) => Promise<number>;
}

/** What Taskwarrior writes to a hook is there when the hook starts; a pipe that nobody writes to says nothing. */
const inputWithinMs = 200;

/**
 * Looks at what the on-exit hook left, and at what it is told itself where it is the hook: by its words
 * (`command:add` …) or by any input. Returns how many wake-ups there were.
 */
export async function runHookCommand(
  { isOurWriting, hasInput, leaveWake, lookAtWakes }: HookDeps,
  told: readonly string[],
  signal: AbortSignal,
): Promise<number> {
  if (isOurWriting()) return 0;
  const isToldOfChange = changingCommands.some((name) => told.includes(`command:${name}`));
  if (isToldOfChange || await hasInput(inputWithinMs)) leaveWake();
  return await lookAtWakes(signal);
}
