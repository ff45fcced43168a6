import { askOnce } from "@/cli/commands/ask.ts";
import type { Context } from "@/cli/command.ts";
import type { Surroundings } from "@/ports/setup.ts";

/** What makes changes arrive at once, in the order in which one needs the other. */
interface AtOnce {
  readonly hook: boolean;
  readonly daemon: boolean;
  readonly webhooks: boolean;
}

type Part = keyof AtOnce;

interface Offered {
  readonly place: Pick<Surroundings, "hasHook" | "hasDaemon" | "manager">;
  /** Whether Vikunja can and may tell of changes once a daemon runs. */
  readonly canTell: boolean;
  /** `HOST:PORT` for that. */
  readonly listen: string;
}

/** One question for all that is not there yet; none where nothing is to be offered. */
export async function askAtOnce(
  { place, canTell, listen }: Offered,
  { askText, output }: Pick<Context, "askText" | "output">,
): Promise<AtOnce> {
  const { hasHook, hasDaemon, manager } = place;
  const daemon = manager === "systemd"
    ? "a daemon by systemd, now and at each login, which keeps both sides the same all the time"
    : "a daemon in the background, which keeps both sides the same all the time";
  const parts: readonly (readonly [Part, string])[] = [
    ...hasHook ? [] : [["hook", "an on-exit hook, by which Taskwarrior tells of changes"] as const],
    ...hasDaemon ? [] : [["daemon", daemon] as const],
    ...canTell
      ? [["webhooks", `webhooks to ${listen}, by which Vikunja tells of changes`] as const]
      : [],
  ];
  const none = { hook: false, daemon: false, webhooks: false };
  if (parts.length === 0) return none;
  output.note("What makes a change on either side show on the other at once:");
  parts.forEach(([, words], at) => output.note(`  ${at + 1}  ${words}`));
  for (;;) {
    const answer = await askOnce(
      "All of it, some by number, or 0 for none [all]:",
      "shown",
      askText,
    );
    const numbers = numbersOf(answer, parts.length);
    if (numbers === null) continue;
    const chosen = new Set(numbers.map((number) => parts[number - 1]?.[0]));
    if (chosen.has("webhooks") && !hasDaemon && !chosen.has("daemon")) {
      output.note("webhooks are taken by the daemon: choose it as well");
      continue;
    }
    return {
      hook: chosen.has("hook"),
      daemon: chosen.has("daemon"),
      webhooks: chosen.has("webhooks"),
    };
  }
}

/** `null`: it is none of the answers. */
function numbersOf(answer: string, most: number): readonly number[] | null {
  const all = Array.from({ length: most }, (_, at) => at + 1);
  if (answer === "" || /^(all|y|yes)$/i.test(answer)) return all;
  if (/^(0|none|n|no)$/i.test(answer)) return [];
  const numbers = answer.split(/[\s,]+/).map(Number);
  return numbers.every((number) => all.includes(number)) ? numbers : null;
}
