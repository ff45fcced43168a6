import type { MappingConfig } from "@/config/mapping_config.ts";
import type { SelectionConfig } from "@/config/selection_config.ts";
import type { Rules } from "@tests/simulation/rules.ts";

/** How one schedule has it, besides its steps. */
export interface Setting {
  readonly seed: number;
  readonly line: "2" | "3";
  readonly write: "auto" | "import";
  readonly claimsMirror: "none" | "label";
  /** The real log, in a file, in the place of the one in memory. */
  readonly isOnDisk: boolean;
  /** `serve` runs on so many hosts, and the log is in a database; without: on one machine, with a log of its own. */
  readonly hosts?: number;
  /** Nothing else goes wrong, and `task` is prompt: whether anybody waits for another's request shows. */
  readonly only?: "slow answers";
  /** Which tasks are synced, at first; without: all. */
  readonly selection?: SelectionConfig | null;
  /** Which way projects go and who wins, at first; without: both ways, and the newer edit. */
  readonly rules?: Rules;
  /** What corresponds to what; without: names and priorities as they are. */
  readonly mapping?: MappingConfig;
}
