import type { Config } from "@/config/config.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import type { ConfigFlags } from "@/config/read_config.ts";
import type { AskText } from "@/cli/command.ts";
import type { Lists, ServeLists } from "@/ports/lists.ts";
import type { QuietWatch } from "@/ports/quiet.ts";
import type { CreateDeps, LoadLockedFiles, RunSandbox } from "@/cli/deps.ts";

/** The process around a command, as far as one can see it. */
export interface World {
  /** Without: nobody watches a run for the next one. */
  readonly quiet?: QuietWatch | null;
  readonly args: readonly string[];
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Width of the terminal on stderr; `null` where it is none. */
  readonly columns: () => number | null;
  /** The same of the one that stdout is. */
  readonly outputColumns: () => number | null;
  /** See {@link Output.paged}. */
  readonly pager: ((text: string) => Promise<boolean>) | null;
  /** Whether stdout may have colours. */
  readonly isColoured: () => boolean;
  readonly now: () => Date;
  /** Milliseconds on a clock that does not jump. */
  readonly elapsed: () => number;
  /** Its reason is a `SyncError` `ABORTED`. */
  readonly signal: AbortSignal;
  readonly readConfig: (
    flags: ConfigFlags,
    needsServer: boolean,
    mayLackFile: boolean,
  ) => Promise<Config>;
  /** See {@link Context.profiles}. */
  readonly profiles: () => Promise<readonly string[]>;
  readonly loadDeps: () => Promise<CreateDeps>;
  readonly runSandbox: RunSandbox;
  readonly lockedFiles: LoadLockedFiles;
  /** See {@link Context.serveLists}. */
  readonly serveLists: (folder: string, lockTimeout: string | null) => Promise<ServeLists>;
  /** See {@link Context.lists}. */
  readonly lists: (folder: string) => Promise<Lists>;
  /** Puts a question; `null` where there is nobody to ask. */
  readonly ask: (question: string) => Promise<boolean | null>;
  readonly askText: AskText;
  /** Whether a question would be seen and could be answered. */
  readonly canAsk: () => boolean;
  /** See {@link Context.fullScreen}. */
  readonly fullScreen: () => Promise<FullScreen | null>;
  readonly readToken: (file: string) => Promise<string>;
  /** Ends early, without an error, when the signal comes. */
  readonly wait: (ms: number) => Promise<void>;
  readonly version: () => Promise<string>;
  /** The words that start this program here: `vikunja-sync`, or those that start it from source. */
  readonly program: () => string;
}
