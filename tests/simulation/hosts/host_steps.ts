import { type Chance, pick, pickWeighted } from "@tests/simulation/chance.ts";
import type { Successor } from "@tests/simulation/hosts/simulated_database.ts";
import type { Far } from "@tests/simulation/hosts/host.ts";

/** `owner`: whichever has the list then; else the one with that number. */
export type WhichHost = "owner" | number;

/** What befalls the hosts of a list, and their database. */
export type HostStep =
  /** Its machine is there again after that time. */
  | { readonly kind: "kill host"; readonly host: WhichHost; readonly downMs: number }
  /** As SIGSTOP and SIGCONT do. */
  | { readonly kind: "pause host"; readonly host: WhichHost; readonly forMs: number }
  | {
    readonly kind: "cut host";
    readonly host: WhichHost;
    readonly from: readonly Far[];
    readonly forMs: number;
  }
  | { readonly kind: "lose primary"; readonly downMs: number; readonly successor: Successor }
  /** Requests take up to that long on their way to the server. */
  | { readonly kind: "slow way"; readonly mostMs: number; readonly forMs: number };

const weights: Readonly<Record<HostStep["kind"], number>> = {
  "kill host": 8,
  "pause host": 10,
  "cut host": 8,
  "lose primary": 5,
  "slow way": 4,
};

/** No database of these loses what it has answered: what comes of that is in schedules that are kept. */
export function randomHostStep(chance: Chance): HostStep {
  const kind = pickWeighted(weights, chance);
  const host = chance() < 0.8 ? "owner" : Math.floor(chance() * 3);
  switch (kind) {
    case "kill host":
      return { kind, host, downMs: chance() < 0.3 ? 5_000 : Math.floor(chance() * 60_000) };
    case "pause host":
      return { kind, host, forMs: Math.floor(chance() * 45_000) };
    case "cut host": {
      const from = pick<readonly Far[]>(
        [["database"], ["database"], ["database", "vikunja"], ["vikunja"]],
        chance,
      );
      return { kind, host, from, forMs: Math.floor(chance() * 60_000) };
    }
    case "lose primary":
      return { kind, downMs: Math.floor(chance() ** 2 * 40_000), successor: successorBy(chance) };
    case "slow way":
      return { kind, mostMs: 18_000, forMs: 5_000 + Math.floor(chance() * 40_000) };
  }
}

/** A standby's clock is that of another machine. */
function successorBy(chance: Chance): Successor {
  if (chance() < 0.4) return { kind: "itself" };
  return { kind: "synchronous standby", aheadMs: Math.floor((chance() - 0.5) * 2_000) };
}
