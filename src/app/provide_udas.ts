import { SyncError } from "@/domain/errors.ts";
import type { Io } from "@/ports/io.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import type { Udas } from "@/ports/udas.ts";

/** Name of the fact that leave was asked for: once is enough. */
const asked = "udas.asked";

/**
 * Adds to the taskrc, once and with leave, what makes our attributes show in reports. Without leave
 * the run goes on: Taskwarrior keeps attributes that it does not know (contract, section 2).
 */
export async function provideUdas(
  udas: Udas,
  io: Pick<Io, "warn" | "confirm">,
  facts: FactsCache,
  signal: AbortSignal,
): Promise<void> {
  const lines = await udas.missingLines(signal);
  if (lines.length === 0 || facts.get(asked) !== null) return;
  const list = lines.map((line) => `  ${line}`).join("\n");
  facts.put(asked, true);
  const leave = await io.confirm(`Add these lines to your taskrc, so that notes show?\n${list}\n`);
  if (leave === true) {
    const added = await addOrSayWhy(udas, signal);
    io.warn(
      added.kind === "added"
        ? `added ${lines.length} lines to ${added.file}`
        : `cannot write your taskrc (${added.why}); notes and assignees are kept but do not show in reports ` +
          `until these lines are added where it is made:\n${list}`,
    );
    return;
  }
  io.warn(
    `notes and assignees are kept but do not show in reports; add to your taskrc, or run with --yes:\n${list}`,
  );
}

type Adding =
  | { readonly kind: "added"; readonly file: string }
  | { readonly kind: "not added"; readonly why: string };

/** A taskrc that another program makes (home-manager, a mount) is read-only, which is no reason to stop. */
async function addOrSayWhy(udas: Udas, signal: AbortSignal): Promise<Adding> {
  try {
    return { kind: "added", file: (await udas.addMissing(signal)).file };
  } catch (error) {
    if (error instanceof SyncError || !(error instanceof Error)) throw error;
    return { kind: "not added", why: error.message };
  }
}
