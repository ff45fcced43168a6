import { children } from "@system/children.ts";
import { thisProcess } from "@system/this_process.ts";

/** Ends at once where all fits the screen, keeps colours, and leaves what was shown. */
const usual = "less -FRX";
const notFound = 127;

/**
 * Shows a text by `$PAGER` until its reader has seen enough. `false`: there is none, or the text is to be written as
 * it is.
 */
export async function showInPager(text: string): Promise<boolean> {
  const pager = thisProcess.env("PAGER") ?? usual;
  if (pager.trim() === "" || pager.trim() === "cat" || !thisProcess.may("run", "sh")) return false;
  const child = children.start("sh", ["-c", pager], { stdin: "piped" });
  const fed = child.feed(text).catch(() => {});
  const { code } = await child.ended;
  await fed;
  return code !== notFound;
}
