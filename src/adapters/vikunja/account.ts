import * as v from "valibot";
import type { Json } from "@/domain/json.ts";

/** What of the projects it takes, as they are kept between runs. */
const projectFacts = v.object({
  inbox: v.nullable(v.object({ id: v.number() })),
  projects: v.array(v.object({ id: v.number(), ownerName: v.optional(v.nullable(v.string())) })),
});

/** The user name of whoever owns the Inbox; `null`: it is not known. */
export function accountName(facts: Json | null): string | null {
  const known = v.safeParse(projectFacts, facts);
  if (!known.success) return null;
  const { inbox, projects } = known.output;
  return projects.find(({ id }) => id === inbox?.id)?.ownerName ?? null;
}
