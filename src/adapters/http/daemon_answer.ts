import * as v from "valibot";
import { errorCodes, SyncError } from "@/domain/errors.ts";
import type { DaemonInfo } from "@/ports/daemon.ts";

const errorShape = v.object({
  error: v.object({
    code: v.fallback(v.picklist(errorCodes), "INTERNAL"),
    message: v.string(),
    hint: v.fallback(v.nullable(v.string()), null),
    retryable: v.fallback(v.boolean(), false),
  }),
});

/** Of a daemon of any version. */
const introduction = v.object({
  version: v.string(),
  pid: v.number(),
  stateDir: v.string(),
  listen: v.nullable(v.string()),
});

/** The error that the daemon answered with, as if it had been thrown here. */
export function errorOf(answer: unknown): SyncError {
  const told = v.safeParse(errorShape, answer);
  if (!told.success) {
    return new SyncError("INTERNAL", "Cannot do it: the daemon did not say why");
  }
  const { code, message, hint, retryable } = told.output.error;
  return new SyncError(code, message, hint === null ? { retryable } : { retryable, hint });
}

/** `null`: what answers is no daemon. */
export function infoOf(answer: unknown): DaemonInfo | null {
  const told = v.safeParse(introduction, answer);
  return told.success ? told.output : null;
}

/**
 * What the daemon said, as its schema has it.
 * @throws {SyncError} `DAEMON_VERSION`
 */
export function checked<const S extends v.GenericSchema>(
  schema: S,
  said: unknown,
  { version, pid }: DaemonInfo,
): v.InferOutput<S> {
  const found = v.safeParse(schema, said);
  if (found.success) return found.output;
  const [issue] = found.issues;
  const where = v.getDotPath(issue);
  const problem = [where, issue.message].filter((part) => part !== null).join(": ").slice(0, 200);
  throw new SyncError(
    "DAEMON_VERSION",
    `Cannot understand the daemon (process ${pid}, version ${version}): ${problem}`,
    {
      hint: "It is of another build than this: restart it with " +
        `\`systemctl --user restart vikunja-sync\`, or \`kill ${pid}\` and start \`serve\` again.`,
    },
  );
}

/** What stands under that name; all of it where there is none. */
export function under(wire: string | null, said: unknown): unknown {
  if (wire === null) return said;
  return isRecord(said) ? said[wire] : undefined;
}

export function isRecord(said: unknown): said is Readonly<Record<string, unknown>> {
  return typeof said === "object" && said !== null;
}
