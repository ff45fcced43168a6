import assert from "node:assert/strict";
import type { Api } from "@/adapters/vikunja/api.ts";
import { createProjects } from "@/adapters/vikunja/projects.ts";
import { memoryFacts, signal } from "@tests/adapters/vikunja/support.ts";

Deno.test("projects of another account are not remembered for those of this log", async () => {
  const url = "https://v.example";
  const now = () => new Date("2026-11-20T12:00:00Z");
  const cache = memoryFacts(now);
  let inbox = { id: 1, created: "2026-11-20T10:00:00Z" };
  const raw = () => ({ ...inbox, title: "Inbox", owner: { id: inbox.id, username: "ada" } });
  const projects = () =>
    createProjects({
      api: () =>
        Promise.resolve({
          projects: () => Promise.resolve({ items: [raw()], totalPages: 1 }),
        } as unknown as Api),
      cache,
      url,
      now,
      asksBoards: false,
    });
  const own = projects();
  const identity = await own.identity(signal);
  assert.equal(identity["inboxId"], 1);
  inbox = { id: 3, created: "2026-11-20T11:00:00Z" };
  await assert.rejects(own.refresh(signal), { code: "BINDING" });
  assert.deepEqual(await projects().identity(signal), identity);
});
