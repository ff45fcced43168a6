import type { RunCommandLine } from "@/ports/command_line.ts";
import { children } from "@system/children.ts";
import { streams } from "@system/streams.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { Child, SignalName } from "@/ports/system.ts";
import { onSignalsForCommand } from "@/adapters/system/stop_signals.ts";

const notExecutable = 126;
const notFound = 127;

/** @see RunCommandLine */
export const runCommandLine: RunCommandLine = async (
  { command, args, env = {}, killAfterMs },
  signal,
  warn,
) => {
  let child: Child | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const handOn = (name: SignalName) => {
    // At a terminal these keys reach it as well, and a second one would mean more.
    const isKey = name === "SIGINT" || name === "SIGQUIT";
    if (!isKey || !streams.input.isTerminal()) child?.kill(name);
    const isEnd = name !== "SIGUSR1" && name !== "SIGUSR2";
    if (!isEnd || killAfterMs === undefined || timer !== undefined) return;
    timer = setTimeout(() => child?.kill("SIGKILL"), killAfterMs);
  };
  const stop = () => handOn(String(signal.reason).endsWith("SIGINT") ? "SIGINT" : "SIGTERM");
  // Before it starts: a signal in between would end this process and leave the command behind.
  using _others = onSignalsForCommand(handOn);
  const started = spawn(command, args, env);
  if (typeof started === "number") {
    const why = started === notFound ? "there is none" : "it is not a program";
    warn(`Cannot run ${command}: ${why}`);
    return started;
  }
  child = started;
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    return (await started.ended).code;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
};

function spawn(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Child | number {
  try {
    return children.start(command, args, { env });
  } catch (thrown) {
    switch (systemCode(thrown)) {
      case "ENOENT":
        return notFound;
      case "EACCES":
      case "EPERM":
        return notExecutable;
      default:
        throw thrown;
    }
  }
}
