import type { Fate } from "@tests/simulation/vikunja/fates.ts";
import { clientWorld } from "@tests/simulation/vikunja/world.ts";
import {
  transportContract,
  type TransportSubject,
  type Way,
} from "@tests/support/transport_contract.ts";

const fates: Readonly<Record<Way, Fate>> = {
  "arrive": { kind: "arrives", latencyMs: 20 },
  "find nobody": { kind: "refused", latencyMs: 20 },
  "are answered in part": { kind: "answer cut", latencyMs: 20 },
  "are never answered": { kind: "hangs", latencyMs: 20, committed: true },
};

transportContract("simulated network", () => {
  const { time, world } = clientWorld(1);
  const subject: TransportSubject = {
    transport: world.network.transport(),
    way: "arrive",
    arrived: () => world.network.arrived,
    run: time.run,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  world.network.fate = () => fates[subject.way];
  return Promise.resolve(subject);
});
