import * as v from "valibot";
import { errorCodes, SyncError } from "@/domain/errors.ts";

const answerShape = v.union([
  v.object({ output: v.unknown() }),
  v.object({
    error: v.object({
      code: v.fallback(v.picklist(errorCodes), "INTERNAL"),
      message: v.string(),
      hint: v.nullable(v.string()),
      retryable: v.boolean(),
    }),
  }),
]);

export function outputAnswer(output: unknown): string {
  return JSON.stringify({ output });
}

export function errorAnswer({ code, message, hint, retryable }: SyncError): string {
  return JSON.stringify({ error: { code, message, hint, retryable } });
}

/**
 * What the owner did, as its schema has it.
 * @throws {SyncError} as the owner had it; `DAEMON_VERSION`: it is of another build.
 */
export function outputIn<Output>(schema: v.GenericSchema<unknown, Output>, text: string): Output {
  const told = v.safeParse(answerShape, JSON.parse(text));
  if (!told.success) throw otherBuild("its answer is none");
  if ("error" in told.output) {
    const { code, message, hint, retryable } = told.output.error;
    throw new SyncError(code, message, hint === null ? { retryable } : { retryable, hint });
  }
  const output = v.safeParse(schema, told.output.output);
  if (output.success) return output.output;
  const [issue] = output.issues;
  throw otherBuild([v.getDotPath(issue), issue.message].filter((part) => part !== null).join(": "));
}

function otherBuild(problem: string): SyncError {
  return new SyncError(
    "DAEMON_VERSION",
    `Cannot understand whoever owns the list: ${problem.slice(0, 200)}`,
    { hint: "It is of another build than this: run the same one on all hosts." },
  );
}
