import assert from "node:assert/strict";
import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import { listen } from "@/adapters/http/server.ts";
import { claimsAsked, silently } from "@/app/asked.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import { claimsContract } from "@tests/support/claims_contract.ts";
import { type ClaimsWorld, claimsWorld } from "@tests/support/claims_world.ts";
import { memoryLogPlace } from "@tests/support/log_places.ts";
import { operationsOf } from "@tests/support/operations.ts";
import { servedRoutes } from "@tests/support/served_routes.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";

const { signal } = new AbortController();

const idle: DaemonStatus = {
  version: "1.2.3",
  pid: 7,
  startedAt: "2026-11-20T10:00:00.000Z",
  stateDir: "/somewhere",
  listen: null,
  socket: null,
  polls: { everyMs: 60_000, lastAt: null },
  fullEveryMs: 3_600_000,
  rounds: 0,
  failures: 0,
  lastRoundAt: null,
  error: null,
  webhooks: { accepted: 0, refused: 0, unavailable: 0 },
  wakes: { hook: 0, data: 0, webhook: 0 },
  rssBytes: 1,
};

/** Claims that a daemon is asked for over its socket. */
async function served(tasks: readonly string[]): Promise<ClaimsWorld> {
  const world = await claimsWorld(tasks, memoryLogPlace());
  const folder = folderInMemory();
  const path = folder.file("socket");
  const operations = operationsOf({
    claims: () => world.claims,
    daemon: () => Promise.resolve(idle),
  });
  const routes = servedRoutes(operations);
  const server = await listen({ kind: "socket", path }, { routes, isPublic: false });
  const client = await connectDaemon(path);
  assert.ok(client !== null);
  const list = () => client.ask("listClaims", {}, silently(signal));
  return {
    ...world,
    claims: claimsAsked(client.ask, signal, list),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      folder[Symbol.dispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

claimsContract("claims by the daemon", served, { taskCount: 20 });
