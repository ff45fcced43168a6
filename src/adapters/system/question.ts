/**
 * Puts a question on stderr and reads the answer; everything but yes is no.
 * `null` where either end is no terminal, so that nobody is there to answer.
 */
export async function ask(question: string): Promise<boolean | null> {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return null;
  await Deno.stderr.write(new TextEncoder().encode(`${question} [y/N] `));
  const buffer = new Uint8Array(256);
  const count = await Deno.stdin.read(buffer);
  if (count === null) return null;
  return /^\s*y(es)?\s*$/i.test(new TextDecoder().decode(buffer.subarray(0, count)));
}
