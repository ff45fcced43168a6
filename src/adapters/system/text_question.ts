/**
 * Puts a question on stderr and reads one line; a hidden answer does not show on the terminal.
 * `null` where either end is no terminal, so that nobody is there to answer, or when the signal comes.
 */
export async function askText(
  question: string,
  answer: "shown" | "hidden",
  signal: AbortSignal,
): Promise<string | null> {
  if (!Deno.stdin.isTerminal() || !Deno.stderr.isTerminal()) return null;
  await Deno.stderr.write(new TextEncoder().encode(`${question} `));
  const stopped = Promise.withResolvers<null>();
  const stop = () => stopped.resolve(null);
  if (signal.aborted) return null;
  signal.addEventListener("abort", stop, { once: true });
  const isRaw = answer === "hidden";
  if (isRaw) Deno.stdin.setRaw(true, { cbreak: true });
  try {
    return await Promise.race([readLine(), stopped.promise]);
  } finally {
    signal.removeEventListener("abort", stop);
    if (isRaw) {
      Deno.stdin.setRaw(false);
      await Deno.stderr.write(new TextEncoder().encode("\n"));
    }
  }
}

/** `null` at the end of the input. */
async function readLine(): Promise<string | null> {
  const decoder = new TextDecoder();
  let text = "";
  const buffer = new Uint8Array(1024);
  while (!/[\r\n]/.test(text)) {
    const count = await Deno.stdin.read(buffer);
    if (count === null) return text === "" ? null : text.trim();
    text += decoder.decode(buffer.subarray(0, count), { stream: true });
  }
  return text.trim();
}
