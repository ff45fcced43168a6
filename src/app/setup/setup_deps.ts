import { SyncError } from "@/domain/errors.ts";
import type { Config, ServerConfig } from "@/config/config.ts";
import type { Account, OpenAccount } from "@/ports/account.ts";
import type { Daemons } from "@/ports/daemon.ts";
import type { HookSpool } from "@/ports/hook_spool.ts";
import type { Io } from "@/ports/io.ts";
import type { OpenTaskwarrior } from "@/ports/local_taskwarrior.ts";
import type { RunProgram } from "@/ports/programs.ts";
import type { Runtime } from "@/ports/runtime.ts";
import type { TextFiles } from "@/ports/text_files.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

/** The world as set-up and `doctor` need it. */
export interface SetupDeps {
  readonly config: Config;
  readonly io: Io;
  readonly version: string;
  readonly runtime: Runtime;
  readonly files: TextFiles;
  readonly run: RunProgram;
  /** Variables of our own environment. */
  readonly env: (name: string) => string | undefined;
  /** Words that start a command of this program from anywhere. */
  readonly ownCommand: (command: "serve" | "sync" | "hook") => readonly string[];
  readonly openAccount: OpenAccount;
  readonly openTaskwarrior: OpenTaskwarrior;
  readonly daemons: Daemons;
  readonly webhookStore: WebhookStore;
  readonly spool: HookSpool;
}

/** What questions to the account of the configuration need. */
export type AccountDeps = Pick<SetupDeps, "config" | "openAccount">;

/** @throws {SyncError} `CONFIG`: no server is set. */
export function accountOf({ config, openAccount }: AccountDeps): Account {
  const { url, token } = serverOf(config);
  return openAccount(url, async () => (await token("known")).reveal());
}

export function serverOf({ server }: Config): ServerConfig {
  if (server !== null) return server;
  throw new SyncError("CONFIG", "Cannot ask the server: none is set", {
    hint: "Run `vikunja-sync init`.",
  });
}
