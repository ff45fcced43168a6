import assert from "node:assert/strict";
import { overviewOf } from "@/app/overview.ts";
import { memoryLogPlace, sqliteLogPlace } from "@tests/support/log_places.ts";
import { failed, observed, requested } from "@tests/support/log_events.ts";
import { logWith } from "@tests/support/log_subject.ts";

const [first, second] = [1, 2].map((n) => `0c1b8f6e-95f2-4f5e-8f6b-1d2c3b4a596${n}`);

for (const [name, make] of Object.entries({ memoryLogPlace, sqliteLogPlace })) {
  Deno.test(`overviewOf() counts what is given up as waiting for a person, and the rest as on its way (${name})`, async () => {
    using subject = make();
    using log = await logWith(subject, {
      [first ?? ""]: [observed("vikunja"), requested("taskwarrior"), requested("vikunja")],
      [second ?? ""]: [
        observed("vikunja"),
        requested("taskwarrior"),
        failed("taskwarrior", 2, null),
      ],
    });
    const { reader } = log;
    assert.deepEqual(overviewOf(reader, { server: "https://v.example" }), {
      server: "https://v.example",
      inbox: 1,
      onTheWay: 2,
    });
    const dead = reader.pendingList().filter((push) => push.dead);
    assert.deepEqual(reader.givenUpList(), dead.map(({ dead: _, ...push }) => push));
  });
}
