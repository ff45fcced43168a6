/** Small files of this user that other programs read too: configuration, hooks, units. Paths are absolute. */
export interface TextFiles {
  /** `null`: there is no such file. */
  read(path: string): Promise<string | null>;
  /** What the system tells of it; `null`: there is nothing of that name. */
  facts(path: string): Promise<FileFacts | null>;
  /** Whether this user may make files in the folder. */
  isWritable(folder: string): Promise<boolean>;
  /**
   * In one step, its folders are made: whoever looks meanwhile sees the old text or all of the new one. Then it is a
   * file of exactly that mode, whatever was there.
   */
  replace(path: string, text: string, mode: number): Promise<void>;
  /** The same, but what is there keeps its place behind a link, and lets nobody in who was kept out. */
  rewrite(path: string, text: string, mode: number): Promise<void>;
  setMode(path: string, mode: number): Promise<void>;
  /** Nothing where there is none. */
  remove(path: string): Promise<void>;
  /** Nothing where it is not there, or something is in it, or this user may not. */
  removeIfEmpty(folder: string): Promise<void>;
  /** Seen from the working folder. */
  absolute(path: string): string;
  /** Of that name in the folder that the file is in. */
  beside(path: string, name: string): string;
}

interface FileFacts {
  /** Permission bits; `null`: the system has none. */
  readonly mode: number | null;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modifiedMs: number;
}
