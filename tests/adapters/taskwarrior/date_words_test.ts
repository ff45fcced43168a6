import assert from "node:assert/strict";
import { replicaOf, signal } from "@tests/adapters/taskwarrior/support.ts";
import { forEachVersion } from "@tests/support/taskwarrior.ts";

forEachVersion("dateOf() tells what Taskwarrior takes words for", async (tw) => {
  const replica = replicaOf(tw);
  const christmas = new Date("2030-12-24T10:00:00").toISOString().replace(".000Z", "Z");
  assert.equal(await replica.dateOf("2030-12-24T02:00:00 + 8h", signal), christmas);
  const tomorrow = await replica.dateOf("tomorrow", signal);
  assert.equal(new Date(tomorrow ?? "").getHours(), 0);
  assert.ok(Date.parse(tomorrow ?? "") > Date.parse("2020-01-01"));
});

forEachVersion(
  "dateOf() tells nothing of what is no date, and lets no word set anything",
  async (tw) => {
    const replica = replicaOf(tw);
    for (
      const words of [
        "nonsense",
        "eom -",
        "2030-13-45",
        "3d",
        "12",
        "rc.data.location:x",
        "rc:x",
        "tomorrow rc.gc=on",
        "/x",
      ]
    ) {
      assert.equal(await replica.dateOf(words, signal), null, words);
    }
  },
);
