import type { Config } from "@/config/config.ts";
import { assignClaims, type AssignDeps, type AssigneeFor } from "@/triggers/assign_claims.ts";
import { mirrorClaims, unlabelUnclaimed } from "@/triggers/mirror_claims.ts";

interface ShownClaimsDeps extends Omit<AssignDeps, "assignee"> {
  readonly assigneeFor: AssigneeFor;
}

/**
 * Makes claims show as configured, and takes away what showed them in another way before. Answers what could
 * not be done.
 */
export function showClaims(
  mirror: Config["claimsMirror"],
  { assigneeFor, ...deps }: ShownClaimsDeps,
): () => Promise<readonly string[]> {
  const assign = (assignee: AssignDeps["assignee"]) => assignClaims({ ...deps, assignee });
  switch (mirror) {
    case "none":
      return () => assign(null);
    case "label":
      return async () => {
        const warnings = await assign(null);
        await mirrorClaims(deps);
        return warnings;
      };
    case "assignee":
      return async () => {
        const warnings = await assign(assigneeFor);
        await unlabelUnclaimed(deps);
        return warnings;
      };
  }
}
