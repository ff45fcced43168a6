import type { SyncError } from "@/domain/errors.ts";
import type { RunFailure } from "@/ports/log_reader.ts";

/** What ended a run that could not write the log, beside it. */
export interface FailureNote {
  /**
   * In the place of the one before, whose beginning it keeps; as well as the state folder lets it: whoever started
   * the run has its error all the same.
   */
  note(error: SyncError): void;
  /** The log could be opened. */
  forget(): void;
  /** `null`: the last run could open the log, or there was none, or what is there cannot be read. */
  read(): RunFailure | null;
}
