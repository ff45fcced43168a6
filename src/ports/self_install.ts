import type { FilesReport } from "@/ports/setup.ts";

interface InstalledReport extends FilesReport {
  readonly isReplaced: boolean;
  /** There is a configuration already. */
  readonly isSetUp: boolean;
}

/** Puts this program into the home folder, where PATH finds it. */
export interface SelfInstall {
  /**
   * `data`: texts by their path under the folder for data. Run again, it changes nothing that is right already.
   * @throws {SyncError} `CONFIG`: this is no binary, or there is no home.
   */
  install(data: Readonly<Record<string, string>>): Promise<InstalledReport>;
  /**
   * What of an earlier version is still in place, each with the command that renews it. `isReplaced`: the program was
   * written anew just now, so that whoever runs has been started from the one before.
   */
  stale(isReplaced: boolean, signal: AbortSignal): Promise<readonly string[]>;
}

/** The program that runs, as a file. */
export interface OwnProgram {
  /** `null`: it runs from source. */
  readonly path: string | null;
  /** In one step, to be run by everybody; false: it is there already. */
  copyTo(path: string): Promise<boolean>;
}
