export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Once stopped it is killed after so many milliseconds; without: never. */
  readonly killAfterMs?: number;
}

/**
 * Runs a program with our own stdin, stdout and stderr. Its exit code as a shell gives it: 128 and the signal's
 * number where one ended it; 127: there is none of that name, 126: it cannot be run, of which `warn` hears. What
 * stops us is handed on to it, and then waited for.
 */
export type RunCommandLine = (
  line: CommandLine,
  signal: AbortSignal,
  warn: (line: string) => void,
) => Promise<number>;
