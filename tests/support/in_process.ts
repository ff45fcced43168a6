import { runLine, type Surroundings } from "@/run_line.ts";
import { secretNames } from "@/secret_names.ts";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

type Env = Readonly<Record<string, string>>;

interface HowToRun {
  /** By the whole program in any case, as if nobody had ever looked whether there is anything to do. */
  readonly isWhole?: boolean;
  /** Which one it is to take itself for. */
  readonly program?: string;
  /** Told where it is the whole program that runs. */
  readonly onWhole?: () => void;
}

/** What the program sees while it runs in the process of a test; `null`: nothing of it runs. */
let shown: { readonly env: Env; readonly runs: number } | null = null;
let isLaid = false;

/**
 * Runs one command line of the program inside the process of the test, with these variables on top of its environment.
 * There is nobody to ask, and no terminal. Runs may overlap if they are given the same; `null`: other variables
 * are in use.
 */
export async function runInProcess(
  args: readonly string[],
  env: Env,
  how: HowToRun = {},
): Promise<Ended | null> {
  if (shown !== null && JSON.stringify(shown.env) !== JSON.stringify(env)) return null;
  layEnvironment();
  shown = { env, runs: (shown?.runs ?? 0) + 1 };
  try {
    return await runOnce(args, env, how);
  } finally {
    shown = shown.runs === 1 ? null : { env, runs: shown.runs - 1 };
  }
}

async function runOnce(args: readonly string[], env: Env, how: HowToRun): Promise<Ended> {
  const said = { stdout: "", stderr: "" };
  const nobody = () => Promise.resolve(null);
  const around: Surroundings = {
    stdout: (text) => void (said.stdout += text),
    stderr: (text) => void (said.stderr += text),
    columns: () => null,
    canAsk: () => false,
    signal: new AbortController().signal,
    secrets: Object.fromEntries(Object.entries(env).filter(([name]) => isSecret(name))),
    // What is loaded here stays as it is while the tests go.
    program: how.isWhole === true ? null : how.program ?? "bundle:tests",
  };
  const code = await runLine(args, around, (world) => {
    how.onWhole?.();
    return { ...world, ask: nobody, askText: nobody };
  });
  return { code, ...said };
}

const isSecret = (name: string) => secretNames.includes(name);

/** From now on what runs here, and what it starts, sees the variables of the run instead of those of the process. */
function layEnvironment(): void {
  if (isLaid) return;
  isLaid = true;
  const { env, Command } = Deno;
  const { get } = env;
  env.get = (name) => {
    const own = isSecret(name) ? undefined : shown?.env[name];
    return own ?? get.call(env, name);
  };
  Deno.Command = class extends Command {
    constructor(program: string | URL, options: Deno.CommandOptions = {}) {
      const own = Object.entries(shown?.env ?? {}).filter(([name]) => !isSecret(name));
      super(program, { ...options, env: { ...Object.fromEntries(own), ...options.env } });
    }
  };
}
