import * as v from "valibot";
import type { CachedFacts } from "@/ports/facts_cache.ts";
import { projectFactsName } from "@/adapters/vikunja/projects.ts";

/** What of the projects it takes, as they are kept between runs. */
const projectFacts = v.object({
  inbox: v.nullable(v.object({ id: v.number() })),
  projects: v.array(v.object({ id: v.number(), ownerName: v.optional(v.nullable(v.string())) })),
});

/** The user name of whoever owns the Inbox; `null`: it is not known. */
export function accountNameIn(facts: {
  readonly cachedFacts: (name: string) => CachedFacts | null;
}): string | null {
  const known = v.safeParse(projectFacts, facts.cachedFacts(projectFactsName)?.facts);
  if (!known.success) return null;
  const { inbox, projects } = known.output;
  return projects.find(({ id }) => id === inbox?.id)?.ownerName ?? null;
}
