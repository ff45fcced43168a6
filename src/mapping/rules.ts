import { type PriorityMapping, usualPriorities } from "@/mapping/priority_mapping.ts";
import { noProjectMapping, type ProjectMapping } from "@/mapping/project_mapping.ts";

/** What the user says corresponds to what. */
export interface MappingRules {
  readonly projects: ProjectMapping;
  readonly priority: PriorityMapping;
}

export const usualRules: MappingRules = { projects: noProjectMapping, priority: usualPriorities };
