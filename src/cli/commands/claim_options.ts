import { durationForm, parseDuration } from "@/config/duration.ts";
import { usageError } from "@/cli/arguments.ts";
import { lockOptions } from "@/cli/option.ts";

/** Of commands that only need the log. */
export const claimLockOptions = { "lock-timeout": lockOptions["lock-timeout"] } as const;

export const agentOptions = {
  agent: { type: "text", value: "NAME", summary: "Who wants it (VIKUNJA_SYNC_AGENT, EXARP_AGENT)" },
  "no-pid": { type: "flag", summary: "The same id for every process of this agent on this host" },
} as const;

export const forOption = {
  for: { type: "text", value: "TIME", summary: "How long (30m)" },
} as const;

export const tokenOption = {
  token: { type: "text", value: "N", summary: "The token that the claim gave" },
} as const;

const defaultLeaseMs = 30 * 60_000;

export function leaseMs(text: string | null, command: string): number {
  if (text === null) return defaultLeaseMs;
  const ms = parseDuration(text);
  if (ms !== null && ms > 0) return ms;
  throw usageError(`--for must be ${durationForm}, not "${text}"`, command);
}

/** Longer names are shown nowhere whole. */
const longestAgent = 100;

/** @throws {SyncError} `USAGE`: it names nobody. */
export function agentName(text: string | null, command: string): string | null {
  if (text === null) return null;
  const name = text.trim();
  if (name !== "" && name.length <= longestAgent && !/\p{Cc}/u.test(name)) return name;
  throw usageError(
    `--agent must be a name of 1 to ${longestAgent} characters on one line, not ${
      JSON.stringify(text.slice(0, longestAgent))
    }`,
    command,
  );
}

/** `null`: not given. */
export function wholeNumber(text: string | null, option: string, command: string): number | null {
  if (text === null) return null;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`${option} must be a whole number, not "${text}"`, command);
}

export function requiredToken(text: string | null, command: string): number {
  const token = wholeNumber(text, "--token", command);
  if (token === null) throw usageError("--token N is missing", command);
  return token;
}

/** The flags of the configuration that the common options stand for. */
export function lockFlags(timeout: string | null) {
  return timeout === null ? {} : { lock_timeout: timeout };
}
