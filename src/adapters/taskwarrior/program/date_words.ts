import { runPatiently } from "@/adapters/taskwarrior/program/export.ts";
import { decode, quietly, type TaskProgram } from "@/adapters/taskwarrior/program/program.ts";
import { type Instant, secondAt } from "@/domain/instant.ts";
import type { Runtime } from "@/ports/runtime.ts";

/** Nothing that could be an override (`rc.…`), a path or a piece of JSON. */
const plainWords = /^(?!.*\brc\s*[.:])[\p{L}\p{N} +\-:.]{1,100}$/iu;

/**
 * What Taskwarrior takes words (`tomorrow`, `eom - 2d`) for, in the time zone of this process, which is also the
 * program's; `null`: for no date.
 */
export async function dateOfWords(
  program: TaskProgram,
  words: string,
  options: { readonly runtime: Runtime; readonly signal: AbortSignal },
): Promise<Instant | null> {
  if (!plainWords.test(words)) return null;
  const args = [...quietly, "rc.hooks=off", "calc", "--", words];
  const { code, stdout } = await runPatiently(program, args, options);
  const local = code === 0 ? decode(stdout).trim() : "";
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(local)) return null;
  const ms = Date.parse(local);
  return Number.isNaN(ms) ? null : secondAt(ms);
}
