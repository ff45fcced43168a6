import { SyncError } from "@/domain/errors.ts";
import type { AskText } from "@/cli/command.ts";

/** Enter alone is the answer in capitals. @throws {SyncError} `USAGE`: the input is at its end. */
export async function askYesNo(
  question: string,
  usual: boolean,
  askText: AskText,
): Promise<boolean> {
  for (;;) {
    const answer = await askOnce(`${question} ${usual ? "[Y/n]" : "[y/N]"}`, "shown", askText);
    if (answer === "") return usual;
    if (/^y(es)?$/i.test(answer)) return true;
    if (/^no?$/i.test(answer)) return false;
  }
}

/** @throws {SyncError} `USAGE`: the input is at its end. */
export async function askOnce(
  question: string,
  how: "shown" | "hidden",
  askText: AskText,
): Promise<string> {
  const answer = await askText(question, how);
  if (answer !== null) return answer;
  throw new SyncError("USAGE", "Cannot go on: the question was not answered", {
    hint:
      "Nothing was written. Run it again, or give the answers on the command line (--help, --yes).",
  });
}
