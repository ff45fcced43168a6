import type { ConflictsConfig } from "@/config/conflicts_config.ts";
import type { DirectionConfig } from "@/config/direction_config.ts";

/** Which way projects go, and who wins, as the configuration has it. */
export interface Rules {
  readonly direction: DirectionConfig | null;
  readonly conflicts: ConflictsConfig | null;
}

export const noRules: Rules = { direction: null, conflicts: null };

export function hasRules({ direction, conflicts }: Rules): boolean {
  return direction !== null || conflicts !== null;
}
