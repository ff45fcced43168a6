/**
 * `STATE_UNAVAILABLE`: the file cannot be read or written (see `cause`); what was in it still is.
 * `STATE_MISSING`, `STATE_DAMAGED`: there is no file, or no JSON in it, and no default was given.
 * `STATE_VALUE`: what is to be written is nothing that JSON can say; nothing was written.
 */
export type StateErrorCode =
  | "STATE_UNAVAILABLE"
  | "STATE_MISSING"
  | "STATE_DAMAGED"
  | "STATE_VALUE";

export class StateError extends Error {
  override readonly name = "StateError";

  constructor(
    readonly code: StateErrorCode,
    message: string,
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The file cannot be used, and why. */
export function stateUnavailable(path: string, thrown: unknown): StateError {
  if (thrown instanceof StateError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new StateError("STATE_UNAVAILABLE", `Cannot use the file ${path}: ${reason}`, path, {
    cause: thrown,
  });
}
