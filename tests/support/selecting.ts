import type { Selection } from "@/domain/selection.ts";

/** Everything, but for what is said otherwise. */
export function selecting(some: Partial<Selection>): { readonly selection: Selection } {
  return {
    selection: {
      projects: [],
      excludeProjects: [],
      labels: [],
      excludeLabels: [],
      assigned: "any",
      me: "anna",
      doneSince: null,
      isFiltered: false,
      ...some,
    },
  };
}
