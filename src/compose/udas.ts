import type { Udas } from "@/adapters/taskwarrior/udas.ts";
import type { Io } from "@/cli/deps.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";

/** Name of the fact that leave was asked for: once is enough. */
const asked = "udas.asked";

/**
 * Adds to the taskrc, once and with leave, what makes our attributes show in reports. Without leave
 * the run goes on: Taskwarrior keeps attributes that it does not know (contract, section 2).
 */
export async function provideUdas(
  udas: Udas,
  io: Io,
  facts: FactsCache,
  signal: AbortSignal,
): Promise<void> {
  const lines = await udas.missingLines(signal);
  if (lines.length === 0 || facts.get(asked) !== null) return;
  const list = lines.map((line) => `  ${line}`).join("\n");
  facts.put(asked, true);
  const leave = await io.confirm(`Add these lines to your taskrc, so that notes show?\n${list}\n`);
  if (leave === true) {
    const { file } = await udas.addMissing(signal);
    io.warn(`added ${lines.length} lines to ${file}`);
    return;
  }
  io.warn(
    `notes and assignees are kept but do not show in reports; add to your taskrc, or run with --yes:\n${list}`,
  );
}
