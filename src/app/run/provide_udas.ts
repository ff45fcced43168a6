import { SyncError } from "@/domain/errors.ts";
import type { Json } from "@/domain/json.ts";
import type { Io } from "@/ports/io.ts";
import type { FactsCache } from "@/ports/facts_cache.ts";
import { type MissingUda, type Udas, withoutUdas } from "@/ports/udas.ts";

/** Name of the fact for which lines leave was asked: once each is enough. */
const asked = "udas.asked";

/**
 * Adds to the taskrc, once and with leave, what defines our attributes there. Without leave the run goes on:
 * Taskwarrior keeps attributes that it does not know (contract, section 2), and fields that need one are left out.
 */
export async function provideUdas(
  udas: Pick<Udas, "missing" | "addMissing">,
  io: Pick<Io, "warn" | "confirm" | "saysYes">,
  facts: FactsCache,
  signal: AbortSignal,
): Promise<void> {
  const missing = (await udas.missing(signal)).filter(({ lines }) => lines.length > 0);
  const news = missing.filter((uda) => !wasAsked(uda, facts.get(asked)?.facts ?? null));
  if (missing.length === 0 || (news.length === 0 && io.saysYes !== true)) return;
  const lines = missing.flatMap((uda) => uda.lines);
  const list = lines.map((line) => `  ${line}`).join("\n");
  facts.put(asked, [...lines]);
  const why = missing.some(({ isLeftOut }) => !isLeftOut)
    ? "notes show"
    : `${missing.map(({ keeps }) => keeps).join(" and ")} are synced`;
  const leave = await io.confirm(`Add these lines to your taskrc, so that ${why}?\n${list}\n`);
  const lack = withoutUdas(missing);
  if (leave === true) {
    const added = await addOrSayWhy(udas, signal);
    io.warn(
      added.kind === "added"
        ? `added ${lines.length} lines to ${added.file}`
        : `cannot write your taskrc (${added.why}); ${lack} ` +
          `until these lines are added where it is made:\n${list}`,
    );
    return;
  }
  io.warn(`${lack}; add to your taskrc, or run with --yes:\n${list}`);
}

/** Logs of before say `true`, of all that there was then. */
function wasAsked({ lines, isLeftOut }: MissingUda, facts: Json): boolean {
  return Array.isArray(facts)
    ? lines.every((line) => facts.includes(line))
    : facts === true && !isLeftOut;
}

type Adding =
  | { readonly kind: "added"; readonly file: string }
  | { readonly kind: "not added"; readonly why: string };

/** A taskrc that another program makes (home-manager, a mount) is read-only, which is no reason to stop. */
async function addOrSayWhy(
  udas: Pick<Udas, "addMissing">,
  signal: AbortSignal,
): Promise<Adding> {
  try {
    return { kind: "added", file: (await udas.addMissing(signal)).file };
  } catch (error) {
    if (error instanceof SyncError || !(error instanceof Error)) throw error;
    return { kind: "not added", why: error.message };
  }
}
