import type { SandboxOptions } from "./options.ts";
import { startSandbox } from "./server.ts";
import type { SandboxVersion } from "./version.ts";

interface SandboxArguments {
  /** HOST:PORT; port 0 is any free one. */
  readonly listen: string;
  readonly seed: "demo" | "empty";
  /** Null: in memory only. */
  readonly data: string | null;
  readonly overlap500: boolean;
  readonly as: SandboxVersion;
}

/** Runs until `signal` fires; the first line printed is the URL, then how to log in. */
export async function runSandbox(
  args: SandboxArguments,
  env: Readonly<Record<string, string | undefined>>,
  print: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const colon = args.listen.lastIndexOf(":");
  await using sandbox = await startSandbox({
    hostname: args.listen.slice(0, colon),
    port: Number(args.listen.slice(colon + 1)),
    seed: args.seed,
    dataFile: args.data,
    overlap500: args.overlap500,
    as: args.as,
    rateLimit: rateLimitFrom(env),
  });
  print(sandbox.url);
  print(`token: ${sandbox.token}`);
  print(`user: ${sandbox.username} password: ${sandbox.password}`);
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The server's own settings of its limits. */
export function rateLimitFrom(
  env: Readonly<Record<string, string | undefined>>,
): NonNullable<SandboxOptions["rateLimit"]> {
  const numberOf = (name: string) => {
    const value = Number(env[name]);
    return env[name] === undefined || Number.isNaN(value) ? undefined : value;
  };
  const limit = numberOf("VIKUNJA_RATELIMIT_LIMIT");
  const periodSeconds = numberOf("VIKUNJA_RATELIMIT_PERIOD");
  const noAuthLimit = numberOf("VIKUNJA_RATELIMIT_NOAUTHLIMIT");
  return {
    enabled: ["true", "1"].includes(env["VIKUNJA_RATELIMIT_ENABLED"] ?? ""),
    ...(limit === undefined ? {} : { limit }),
    ...(periodSeconds === undefined ? {} : { periodSeconds }),
    ...(noAuthLimit === undefined ? {} : { noAuthLimit }),
  };
}
