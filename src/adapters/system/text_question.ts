import { streams } from "@system/streams.ts";
import { nothingTyped, type TypedLine, typedOn } from "@/adapters/system/line_editor.ts";
import { interruptedQuestion, whenStopped } from "@/adapters/system/question.ts";
import { beforeHangUpOrQuit } from "@/adapters/system/stop_signals.ts";

/**
 * Puts a question on stderr and reads one line; a hidden answer does not show on the terminal.
 * `null` where either end is no terminal, so that nobody is there to answer, or at the end of the input (^D).
 * @throws {SyncError} `ABORTED`: the person, or the signal, ended it here.
 */
export async function askText(
  question: string,
  answer: "shown" | "hidden",
  signal: AbortSignal,
): Promise<string | null> {
  if (!streams.input.isTerminal() || !streams.errors.isTerminal()) return null;
  using stopped = whenStopped(signal);
  const isRaw = answer === "hidden";
  // Whoever is ended here leaves a terminal that shows what is typed.
  using _ending = isRaw ? beforeHangUpOrQuit(() => streams.input.setRaw(false)) : null;
  // Before the question shows: what is typed at once would be echoed.
  if (isRaw) streams.input.setRaw(true);
  try {
    streams.errors.write(new TextEncoder().encode(`${question} `));
    return await Promise.race([readLine(), stopped.promise]);
  } finally {
    if (isRaw) {
      streams.input.setRaw(false);
      streams.errors.write(new TextEncoder().encode("\n"));
    }
  }
}

/** `null` at the end of the input. */
async function readLine(): Promise<string | null> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1024);
  let typed: TypedLine = nothingTyped;
  while (typed.kind === "typing") {
    const count = await streams.input.read(buffer);
    if (count === null) return typed.text === "" ? null : typed.text.trim();
    typed = typedOn(typed.text, decoder.decode(buffer.subarray(0, count), { stream: true }));
  }
  switch (typed.kind) {
    case "line":
      return typed.text.trim();
    case "end":
      return null;
    case "interrupt":
      throw interruptedQuestion(null);
  }
}
