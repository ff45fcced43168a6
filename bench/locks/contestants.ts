import { fileURLToPath } from "node:url";

export type Contestant = "flock" | "exclusive-file" | "bare" | "proper-lockfile" | "filelock";

export interface CommandLine {
  readonly program: string;
  readonly args: readonly string[];
}

/** Python with `filelock` in it, made for this run; `null`: there is no Python, or the package is out of reach. */
export async function pythonWithFilelock(folder: string): Promise<string | null> {
  const python = `${folder}/venv/bin/python`;
  const isReady = await succeeds("python3", ["-m", "venv", `${folder}/venv`]) &&
    await succeeds(python, ["-m", "pip", "install", "--quiet", "filelock"]);
  return isReady ? python : null;
}

/** Starts a loop that counts the file up. */
export function commandOf(
  contestant: Exclude<Contestant, "filelock">,
  path: string,
  times: number,
): CommandLine {
  const script = fileURLToPath(new URL("worker.ts", import.meta.url));
  const run = ["run", "--quiet", "--allow-all", "--no-check", "--no-lock", script];
  return { program: Deno.execPath(), args: [...run, contestant, path, `${times}`] };
}

export function pythonCommand(python: string, path: string, times: number): CommandLine {
  const script = fileURLToPath(new URL("worker.py", import.meta.url));
  return { program: python, args: [script, path, `${times}`] };
}

async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  const io = { stdin: "null", stdout: "null", stderr: "null" } as const;
  try {
    return (await new Deno.Command(program, { args: [...args], ...io }).output()).success;
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
