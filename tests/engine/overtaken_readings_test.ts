import assert from "node:assert/strict";
import { withoutOvertaken } from "@/engine/overtaken_readings.ts";
import { createSeals } from "@/engine/seals.ts";
import { fold } from "@/domain/evolve.ts";
import type { TaskCommand } from "@/domain/decide/commands.ts";
import { AgreedPair } from "@tests/support/agreed_pair.ts";

type Look = Extract<TaskCommand, { type: "Look" }>;

/** A task of Vikunja as it would be looked at by a stream of its own. */
function strange(): Look {
  const pair = new AgreedPair({ title: "milk" });
  const reading = pair.vikunja.reading(pair.remoteId);
  const link = { vikunjaId: Number(pair.remoteId), because: "created" } as const;
  return { type: "Look", readings: [{ side: "vikunja", reading }], link };
}

Deno.test("a reading of a Vikunja task from before it was let go is overtaken, whatever stream it is for", () => {
  const seals = createSeals();
  const look = strange();
  const unknown = fold("another", []);
  const left = (readAt: number) =>
    withoutOvertaken(unknown, look, { seals, isWriting: () => false, readAt }).left;
  using before = seals.begin();
  assert.equal(left(before.at), look);
  seals.letGo(look.link?.vikunjaId ?? 0);
  using after = seals.begin();
  assert.equal(left(before.at), null);
  assert.equal(left(after.at), look);
});
