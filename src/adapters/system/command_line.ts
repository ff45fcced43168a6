import type { RunCommandLine } from "@/ports/command_line.ts";
import { onSignalsForCommand } from "@/adapters/system/stop_signals.ts";

const notExecutable = 126;
const notFound = 127;

/** @see RunCommandLine */
export const runCommandLine: RunCommandLine = async (
  { command, args, env = {}, killAfterMs },
  signal,
  warn,
) => {
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
};

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
