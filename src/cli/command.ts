import type { Config } from "@/config/config.ts";
import type { Lists, ServeLists } from "@/ports/lists.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import type { ConfigFlags } from "@/config/read_config.ts";
import type { Deps, LoadLockedFiles, RunSandbox } from "@/cli/deps.ts";
import type { ExitCode } from "@/cli/exit_code.ts";
import type { Options, OptionValues } from "@/cli/option.ts";
import type { Output } from "@/cli/output.ts";

export interface Given<O extends Options> {
  readonly options: OptionValues<O>;
  readonly positionals: readonly string[];
  /** What stands after `--`; `null` where there is none. */
  readonly rest: readonly string[] | null;
}

export interface Opening {
  /** Whether an address and a token must be there. */
  readonly needsServer: boolean;
  readonly flags?: ConfigFlags;
  /** Questions are answered with yes without being asked. */
  readonly yes?: boolean;
  /** Answers in place of the person. */
  readonly confirm?: (question: string) => boolean;
  /** Of that profile, whatever the command line says; `default`: of the usual one. */
  readonly profile?: string;
  /** Is told warnings in place of the person, and nobody what is asked of the server. */
  readonly onWarning?: (line: string) => void;
  /** Whether the configuration file is about to be made. */
  readonly mayLackFile?: boolean;
  /** Whether `status` is to tell later that this could not even begin. */
  readonly isRun?: boolean;
}

export interface Opened extends AsyncDisposable {
  readonly config: Config;
  readonly deps: Deps;
  /**
   * Reads the configuration again, as it was read at first.
   * @throws {SyncError} `CONFIG`
   */
  readonly reread: () => Promise<Config>;
}

/** What a command is given to work with. */
export interface Context {
  readonly output: Output;
  readonly signal: AbortSignal;
  /** @throws {SyncError} `CONFIG` */
  readonly open: (opening: Opening) => Promise<Opened>;
  /** Names of those that have a configuration file; the usual one is `default`. */
  readonly profiles: () => Promise<readonly string[]>;
  /** What goes with the program into a folder for data (`share`), by path there: made of all commands, this one too. */
  readonly dataFiles: () => Promise<Readonly<Record<string, string>>>;
  readonly runSandbox: RunSandbox;
  readonly lockedFiles: LoadLockedFiles;
  /** For the lists of that folder; loaded when it is asked for. `lockTimeout`: as it was typed. */
  readonly serveLists: (folder: string, lockTimeout: string | null) => Promise<ServeLists>;
  /** A folder of lists, as administrators work with it. */
  readonly lists: (folder: string) => Promise<Lists>;
  /** Ends early, without an error, when the signal comes. */
  readonly wait: (ms: number) => Promise<void>;
  /** Puts a question, trimmed answer; `null` where there is nobody to ask. */
  readonly askText: AskText;
  /** Whether a question would be seen and could be answered. */
  readonly canAsk: () => boolean;
  /** The whole terminal, until it is disposed of; `null`: there is none to be had. */
  readonly fullScreen: () => Promise<FullScreen | null>;
  /**
   * The token that is alone in a file.
   * @throws {SyncError} `CONFIG`
   */
  readonly readToken: (file: string) => Promise<string>;
}

export type AskText = (question: string, answer: "shown" | "hidden") => Promise<string | null>;

/** Data that describes a command, and the function that runs it. */
export interface Command<O extends Options = Options> {
  /** One line, for the list of all commands. */
  readonly summary: string;
  /** What follows the name, options left out: `[TASK]`; empty where nothing may. */
  readonly usage: string;
  readonly maxPositionals: number;
  /** Whether `-- COMMAND…` may follow. */
  readonly takesRest?: boolean;
  /** Words that may come first, for completion. */
  readonly actions?: readonly string[];
  readonly options: O;
  /** Lines for its own help. */
  readonly details?: readonly string[];
  /** An `ExitCode`, or that of the command it ran. */
  run(given: Given<O>, context: Context): Promise<ExitCode | number>;
}

/** Ties the types of the values a command is given to the options it describes. */
export function defineCommand<const O extends Options>(command: Command<O>): Command<O> {
  return command;
}
