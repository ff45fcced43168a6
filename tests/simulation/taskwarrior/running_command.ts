import type { CommandResult } from "@tests/simulation/taskwarrior/person_command.ts";
import { TaskFailure } from "@tests/simulation/taskwarrior/failure.ts";
import type { Steps } from "@tests/simulation/taskwarrior/session.ts";

/** A command of `task` that others can come between. */
export interface RunningCommand {
  /** Goes on to the next point at which somebody else can come between; false: it is over. */
  step(): boolean;
  /** Goes on to its end. */
  end(): CommandResult;
  /** SIGKILL: what is not written by now never is. */
  kill(): void;
  /** `null`: it is not over. */
  readonly result: CommandResult | null;
}

export interface Running {
  readonly steps: Steps;
  /** Somebody holds what it must read or write next: it waits (`null`), or ends with this. */
  readonly heldUp: () => "waits" | "fails" | null;
  readonly onEnd: (result: CommandResult) => void;
}

/** Recorded of 3, after five seconds. */
const locked = "Failed to commit operations: database is locked";

export function runningCommand({ steps, heldUp, onEnd }: Running): RunningCommand {
  let result: CommandResult | null = null;

  function finish(made: CommandResult): false {
    result = made;
    onEnd(made);
    return false;
  }

  function step(): boolean {
    if (result !== null) return false;
    switch (heldUp()) {
      case "waits":
        return true;
      case "fails":
        return finish({ code: 2, said: locked, isKilled: false });
      case null:
        break;
    }
    try {
      if (steps.next().done !== true) return true;
      return finish({ code: 0, said: "", isKilled: false });
    } catch (error) {
      return finish({ ...failureOf(error), isKilled: false });
    }
  }

  return {
    step,
    end() {
      while (step()) {
        if (heldUp() === "waits") throw new Error("cannot end: somebody holds the lock");
      }
      if (result === null) throw new Error("a command has no end");
      return result;
    },
    kill: () => void (result === null && finish({ code: 137, said: "", isKilled: true })),
    get result() {
      return result;
    },
  };
}

function failureOf(error: unknown): { readonly code: number; readonly said: string } {
  if (error instanceof TaskFailure) return { code: error.code, said: error.message };
  if (error instanceof Error && "code" in error && error.code === "ENOSPC") {
    return { code: 2, said: "write error 28: No space left on device" };
  }
  throw error;
}
