import { streams } from "@system/streams.ts";
import { SyncError } from "@/domain/errors.ts";

/**
 * Puts a question on stderr and reads the answer; everything but yes is no.
 * `null` where either end is no terminal, so that nobody is there to answer, or at the end of the input (^D).
 * @throws {SyncError} `ABORTED`: the signal ended it here.
 */
export async function ask(question: string, signal: AbortSignal): Promise<boolean | null> {
  if (!streams.input.isTerminal() || !streams.errors.isTerminal()) return null;
  streams.errors.write(new TextEncoder().encode(`${question} [y/N] `));
  using stopped = whenStopped(signal);
  const answer = await Promise.race([readAnswer(), stopped.promise]);
  return answer === null ? null : /^\s*y(es)?\s*$/i.test(answer);
}

/** `null` at the end of the input. */
async function readAnswer(): Promise<string | null> {
  const buffer = new Uint8Array(256);
  const count = await streams.input.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}

/** Rejects when the signal comes: who ends a question has not answered it. */
export function whenStopped(
  signal: AbortSignal,
): Disposable & { readonly promise: Promise<never> } {
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(interruptedQuestion(signal.reason));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  // Nobody may be waiting for it any more.
  promise.catch(() => {});
  return { promise, [Symbol.dispose]: () => signal.removeEventListener("abort", stop) };
}

/** As a shell says it of what SIGINT ended. */
const interruptedExit = 130;

export function interruptedQuestion(cause: unknown): SyncError {
  return new SyncError("ABORTED", "Cannot go on: the question was not answered", {
    cause,
    details: { exit: interruptedExit },
    hint: "What had not been done by then is not done. Run it again.",
  });
}
