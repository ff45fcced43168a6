/** The files that Taskwarrior reads and writes: its configuration, its hooks, the data of 2.6. */
export interface TaskFiles {
  /** `null`: there is no such file or folder. */
  stat(path: string): FileStat | null;
  /** Bytes from `from` on, at most up to `to`. */
  read(path: string, from: number, to: number): Uint8Array;
  /** Without links. @throws where it is not there. */
  realPath(path: string): string;
  /** Names of the files in a folder that can be run, in order; none where there is no folder. */
  executablesIn(folder: string): readonly string[];
  /** On the disk when it returns; nothing is left where it fails. @throws where there is one. */
  create(path: string, content: Uint8Array): void;
  rename(from: string, to: string): void;
  remove(path: string): void;
  /**
   * Does `work` while all of the files are held, which Taskwarrior 2.6 waits for at each of its reads and
   * writes, and every other process of ours as well; they are made where they are missing. `work` must neither
   * wait nor open a file of these otherwise. `busy`: somebody holds one now.
   */
  whileHeld<T>(paths: readonly string[], work: (files: readonly HeldFile[]) => T): Held<T>;
}

export interface FileStat {
  readonly inode: number;
  readonly size: number;
  readonly modifiedMs: number;
}

/** A file that no other process reads or writes by Taskwarrior's rules, as long as it is held. */
export interface HeldFile {
  readonly path: string;
  size(): number;
  /** Bytes from `from` on, at most up to `to`. */
  read(from: number, to: number): Uint8Array;
  /** Writes there and ends the file after it. @throws with a `code` as of the system. */
  put(from: number, bytes: Uint8Array): void;
  /** What was put is on the disk when it returns. @throws with a `code` as of the system. */
  sync(): void;
}

export type Held<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "busy" };
