import type { Place } from "./place.ts";
import type { Counts } from "./test_counts.ts";

/** No answer from the registry, in the words of `deno audit`: nothing is said of the packages. */
const noAnswer = /error sending request|failed to fetch|timed out|status: 5\d\d/i;
const longestMs = 60_000;

/**
 * Asks the registry whether faults are known of the packages that deno.lock names. Where it does not answer that is
 * said, and counts as nothing.
 */
export async function audit({ root, say }: Pick<Place, "root" | "say">): Promise<Counts> {
  const found = await run(root);
  say(found.text);
  if (found.isGood) return { passed: 1, failed: 0 };
  if (!noAnswer.test(found.text)) return { passed: 0, failed: 1 };
  say("skipped: the registry does not answer");
  return { passed: 0, failed: 0 };
}

async function run(root: string): Promise<{ readonly isGood: boolean; readonly text: string }> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["audit", "--quiet"],
    cwd: root,
    env: { DENO_TLS_CA_STORE: "mozilla,system", NO_COLOR: "1" },
    stdin: "null",
    signal: AbortSignal.timeout(longestMs),
  });
  const { success, signal, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  const text = `${decoder.decode(stdout)}${decoder.decode(stderr)}`.trim();
  return { isGood: success, text: signal === null ? text : `timed out: ${text}` };
}
