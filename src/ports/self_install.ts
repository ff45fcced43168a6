import type { FilesReport } from "@/ports/setup.ts";

/** Puts this program into the home folder, where PATH finds it. */
export interface SelfInstall {
  /**
   * `data`: texts by their path under the folder for data. Run again, it changes nothing that is right already.
   * @throws {SyncError} `CONFIG`: this is no binary, or there is no home.
   */
  install(data: Readonly<Record<string, string>>): Promise<FilesReport>;
  /** What of an earlier version is still in place, each with the command that renews it. */
  stale(signal: AbortSignal): Promise<readonly string[]>;
}

/** The program that runs, as a file. */
export interface OwnProgram {
  /** `null`: it runs from source. */
  readonly path: string | null;
  /** In one step, to be run by everybody; false: it is there already. */
  copyTo(path: string): Promise<boolean>;
}
