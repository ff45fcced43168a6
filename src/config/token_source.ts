import { SyncError } from "@/domain/errors.ts";
import type { SecretForm } from "@/config/secret_kind.ts";
import type { Token } from "@/config/token.ts";

/** Where the token comes from, and where that was said. */
export type TokenSource =
  | { readonly kind: "value"; readonly value: string; readonly where: string }
  | { readonly kind: "file"; readonly path: string; readonly where: string }
  | {
    readonly kind: "command";
    readonly command: string | readonly string[];
    readonly where: string;
  };

/** `again`: as its source has it now. */
export type WhichToken = "known" | "again";

interface CommandOutput {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program and waits for its end; rejects where there is no such program. */
export type RunCommand = (words: readonly string[]) => Promise<CommandOutput>;

/**
 * What the token command prints first.
 * @throws {SyncError} `CONFIG`: it could not be run, failed, or printed no token.
 */
export async function tokenFromCommand(
  { command, where }: Extract<TokenSource, { kind: "command" }>,
  run: RunCommand,
  isWindows: boolean,
  secret: SecretForm,
): Promise<Token> {
  const failed = (why: string, hint: string, cause?: unknown) =>
    new SyncError("CONFIG", `Cannot get the ${secret.name} by ${where}: ${why}`, { hint, cause });
  const shell = isWindows ? ["cmd", "/d", "/s", "/c"] : ["/bin/sh", "-c"];
  const words = typeof command === "string" ? [...shell, command] : command;
  const output = await run(words).catch((cause: unknown) => {
    throw failed("there is no such program", "Try the command by hand.", cause);
  });
  if (output.code !== 0) {
    const said = output.stderr.trim().split("\n").at(-1) ?? "";
    throw failed(
      `it ended with ${output.code}${said === "" ? "" : `: ${said}`}`,
      "Try the command by hand.",
    );
  }
  const token = secret.in(output.stdout.trim().split(/\r?\n/)[0] ?? "");
  if (token !== null) return token;
  throw failed(`it printed no ${secret.name}`, `Its first line must be the ${secret.name} alone.`);
}
