import { children } from "@system/children.ts";
import { SyncError } from "@/domain/errors.ts";

interface BackupProcess {
  /** Program and arguments of the command `backup`. */
  readonly words: readonly string[];
  /** Added to the environment of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** 3: something was left out. */
const done = [0, 3];

/**
 * Makes a backup in a process of its own: neither the memory that it takes nor its work at a stretch is ours. What was
 * left out of it, in words.
 * @throws {SyncError} what it ended with.
 */
export async function backUp(
  { words: [program = "", ...args], env }: BackupProcess,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const child = children.start(program, [...args, "create", "--prune", "--json"], {
    env,
    stdin: "nothing",
    stdout: "piped",
    stderr: "piped",
  });
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const { code, stdout, stderr } = await child.ended.finally(() =>
    signal.removeEventListener("abort", stop)
  );
  const text = new TextDecoder();
  if (!done.includes(code)) throw failed(code, text.decode(stderr));
  return JSON.parse(text.decode(stdout)).manifest.leftOut;
}

function failed(code: number, stderr: string): SyncError {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  let said = last;
  try {
    said = JSON.parse(last).error.message;
  } catch {
    // It ended without an error of ours.
  }
  return new SyncError("INTERNAL", said === "" ? `it ended with ${code}` : said);
}
