/**
 * Puts a question on stderr and reads the answer; everything but yes is no.
 * `null` where either end is no terminal, so that nobody is there to answer, or when the signal comes.
 */
export async function ask(question: string, signal: AbortSignal): Promise<boolean | null> {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return null;
  await Deno.stderr.write(new TextEncoder().encode(`${question} [y/N] `));
  const stopped = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
  const answer = await Promise.race([readAnswer(), stopped]);
  return answer === null ? null : /^\s*y(es)?\s*$/i.test(answer);
}

/** `null` at the end of the input. */
async function readAnswer(): Promise<string | null> {
  const buffer = new Uint8Array(256);
  const count = await Deno.stdin.read(buffer);
  return count === null ? null : new TextDecoder().decode(buffer.subarray(0, count));
}
