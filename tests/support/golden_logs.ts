import { foldsOf, type KeptEvent } from "@tests/support/golden_folds.ts";
import log1 from "@tests/fixtures/folds/log_1.json" with { type: "json" };
import hashes1 from "@tests/fixtures/folds/log_1_hashes.json" with { type: "json" };
import log2 from "@tests/fixtures/folds/log_2.json" with { type: "json" };
import hashes2 from "@tests/fixtures/folds/log_2_hashes.json" with { type: "json" };
import log3 from "@tests/fixtures/folds/log_3.json" with { type: "json" };
import hashes3 from "@tests/fixtures/folds/log_3_hashes.json" with { type: "json" };
import log4 from "@tests/fixtures/folds/log_4.json" with { type: "json" };
import hashes4 from "@tests/fixtures/folds/log_4_hashes.json" with { type: "json" };
import log5 from "@tests/fixtures/folds/log_5.json" with { type: "json" };
import hashes5 from "@tests/fixtures/folds/log_5_hashes.json" with { type: "json" };

/** A recorded log, and what each version of each fold made of it. */
export interface Golden {
  readonly name: string;
  readonly events: readonly KeptEvent[];
  /** By the name of the fold with its version; those of earlier versions stay. */
  readonly hashes: Readonly<Record<string, string>>;
}

export const goldenLogs: readonly Golden[] = [
  { name: "log_1", events: log1, hashes: hashes1 },
  // With the fields `endsAt` and `progress`.
  { name: "log_2", events: log2, hashes: hashes2 },
  // With a selection.
  { name: "log_3", events: log3, hashes: hashes3 },
  // With deletions that were held.
  { name: "log_4", events: log4, hashes: hashes4 },
  // With fields that are synced where they are asked for.
  { name: "log_5", events: log5, hashes: hashes5 },
];

export interface WrongVersion {
  readonly fold: string;
  /** `new`: this version is not written yet; `changed`: it comes to something else than it did. */
  readonly why: "new" | "changed";
}

/** Folds of today whose version says something else of the log than the code does. */
export function wrongVersions({ events, hashes }: Golden): readonly WrongVersion[] {
  return Object.entries(foldsOf(events)).flatMap(([fold, { hash }]): readonly WrongVersion[] => {
    const known = hashes[fold];
    if (known === hash) return [];
    return [{ fold, why: known === undefined ? "new" : "changed" }];
  });
}
