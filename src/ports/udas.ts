/** What Taskwarrior's configuration says of the attributes that we keep things in. */
export interface Udas {
  /** Lines that the configuration lacks for what we keep in UDAs; empty: all is defined. */
  missingLines(signal: AbortSignal): Promise<readonly string[]>;
  /** Adds them to the configuration file, at once or not at all; returns the file's path. */
  addMissing(signal: AbortSignal): Promise<{ readonly file: string; readonly lines: number }>;
}
