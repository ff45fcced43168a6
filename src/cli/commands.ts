import type { Command } from "@/cli/command.ts";

/** Name and file of each command, in the order of the help; a file is loaded when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import("@/cli/commands/init.ts")).initCommand,
  doctor: async () => (await import("@/cli/commands/doctor.ts")).doctorCommand,
  install: async () => (await import("@/cli/commands/install.ts")).installCommand,
  uninstall: async () => (await import("@/cli/commands/uninstall.ts")).uninstallCommand,
  sync: async () => (await import("@/cli/commands/sync.ts")).syncCommand,
  serve: async () => (await import("@/cli/commands/serve.ts")).serveCommand,
  status: async () => (await import("@/cli/commands/status.ts")).statusCommand,
  retry: async () => (await import("@/cli/commands/retry.ts")).retryCommand,
  log: async () => (await import("@/cli/commands/log.ts")).logCommand,
  conflicts: async () => (await import("@/cli/commands/conflicts.ts")).conflictsCommand,
  repair: async () => (await import("@/cli/commands/repair.ts")).repairCommand,
  claim: async () => (await import("@/cli/commands/claim.ts")).claimCommand,
  renew: async () => (await import("@/cli/commands/renew.ts")).renewCommand,
  release: async () => (await import("@/cli/commands/release.ts")).releaseCommand,
  reap: async () => (await import("@/cli/commands/reap.ts")).reapCommand,
  claims: async () => (await import("@/cli/commands/claims.ts")).claimsCommand,
  run: async () => (await import("@/cli/commands/run.ts")).runCommand,
  done: async () => (await import("@/cli/commands/done.ts")).doneCommand,
  set: async () => (await import("@/cli/commands/set.ts")).setCommand,
  lock: async () => (await import("@/cli/commands/lock.ts")).lockCommand,
  state: async () => (await import("@/cli/commands/state.ts")).stateCommand,
  notify: async () => (await import("@/cli/commands/notify.ts")).notifyCommand,
  sandbox: async () => (await import("@/cli/commands/sandbox.ts")).sandboxCommand,
  completions: async () => (await import("@/cli/commands/completions.ts")).completionsCommand,
};
