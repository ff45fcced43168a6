export interface SandboxArguments {
  readonly listen: string;
  readonly seed: "demo" | "empty";
  readonly data: string | null;
  readonly overlap500: boolean;
}

export function runSandbox(
  _args: SandboxArguments,
  _env: Readonly<Record<string, string | undefined>>,
  _print: (line: string) => void,
  _signal: AbortSignal,
): Promise<void> {
  return Promise.reject(new Error("the sandbox is not there yet"));
}
