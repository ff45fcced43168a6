import { children } from "@system/children.ts";
import { thisProcess } from "@system/this_process.ts";
import { fileMode, isForeign } from "@/adapters/system/file_rights.ts";
import { systemCode } from "@/ports/system_code.ts";

interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without input; rejects where there is none of that name. `env` is added to ours. */
export async function runCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const [program, ...args] = words;
  if (program === undefined) throw new TypeError("no program named");
  const io = { stdin: "nothing", stdout: "piped", stderr: "piped" } as const;
  const { code, stdout, stderr } = await children.start(program, args, { env, ...io }).ended;
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** As {@link runCommand}; `null` where there is no such program. */
export async function runIfThere(words: readonly string[]): Promise<CommandResult | null> {
  try {
    return await runCommand(words);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** All but what reads text. */
export const configurationSources = {
  fileMode,
  isForeign,
  runCommand,
  isWindows: thisProcess.os === "windows",
};
