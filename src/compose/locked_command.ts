import { onSignalsForCommand } from "@/adapters/system/stop_signals.ts";

export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Once stopped it is killed after so many milliseconds; without: never. */
  readonly killAfterMs?: number;
}

const notExecutable = 126;
const notFound = 127;

/**
 * The exit code of the command, as a shell gives it: 128 and the signal's number where one ended it. What
 * stops us is handed on to it, and then waited for.
 */
export async function runCommandLine(
  { command, args, env = {}, killAfterMs }: CommandLine,
  signal: AbortSignal,
  warn: (line: string) => void,
): Promise<number> {
  const child = spawn(command, args, env);
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (typeof child === "number") {
    warn(`Cannot run ${command}: ${child === notFound ? "there is none" : "it is not a program"}`);
    return child;
  }
  const handOn = (name: Deno.Signal) => {
    // At a terminal these keys reach it as well, and a second one would mean more.
    const isKey = name === "SIGINT" || name === "SIGQUIT";
    if (!isKey || !Deno.stdin.isTerminal()) kill(child, name);
    const isEnd = name !== "SIGUSR1" && name !== "SIGUSR2";
    if (!isEnd || killAfterMs === undefined || timer !== undefined) return;
    timer = setTimeout(() => kill(child, "SIGKILL"), killAfterMs);
  };
  const stop = () => handOn(String(signal.reason).endsWith("SIGINT") ? "SIGINT" : "SIGTERM");
  using _others = onSignalsForCommand(handOn);
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return (await child.status).code;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

function spawn(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Deno.ChildProcess | number {
  const io = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  try {
    return new Deno.Command(command, { args: [...args], env: { ...env }, ...io }).spawn();
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return notFound;
    if (thrown instanceof Deno.errors.PermissionDenied) return notExecutable;
    throw thrown;
  }
}

function kill(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (thrown) {
    // It ended by itself just now.
    if (!(thrown instanceof TypeError || thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
