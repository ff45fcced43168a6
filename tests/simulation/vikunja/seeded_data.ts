import { createServer, type SandboxServer, type ServerOptions } from "@/sandbox/create_server.ts";
import { createStore, type StoreCopy } from "@/sandbox/store/store.ts";
import type { SandboxVersion } from "@/sandbox/version.ts";
import { type Account, createWebUser } from "@tests/simulation/vikunja/web_user.ts";

/** Who works on the same Inbox. */
export const colleague: Account = { username: "colleague", password: "colleague-password" };

const seeded = new Map<string, StoreCopy>();
const mostSeeded = 100;

/** What a server has before anybody uses it; made once for each version and time, and so the same in each schedule. */
export function seededData(as: SandboxVersion, nowMs: number): StoreCopy {
  const key = `${as} ${nowMs}`;
  const known = seeded.get(key);
  if (known !== undefined) return known;
  const store = createStore();
  let uuids = 0;
  const server = createServer({
    runtime: {
      now: () => new Date(nowMs),
      after: () => ({ [Symbol.dispose]: () => {} }),
      random: () => 0,
      uuid: () => String(++uuids).padStart(8, "0").repeat(4),
    },
    store,
    as,
    seed: "empty",
    rateLimit: {},
    publicUrl: () => "",
    webhooks: nobodyHears,
  });
  addColleague(server);
  const copy = store.copy();
  if (seeded.size >= mostSeeded) seeded.clear();
  seeded.set(key, copy);
  return copy;
}

const nobodyHears: ServerOptions["webhooks"] = {
  send: () => Promise.resolve(false),
  disorder: false,
  retryMs: 1,
  allowNonRoutable: true,
};

function addColleague(server: SandboxServer): void {
  const { username, password } = colleague;
  const owner = createWebUser(server, server.account);
  owner.call("POST", "/api/v1/register", { username, password, email: "c@example.com" });
  const { body } = owner.call("GET", "/api/v1/projects");
  const [inbox] = Array.isArray(body) ? body : [];
  owner.call("PUT", `/api/v1/projects/${inbox?.id}/users`, { username, permission: 1 });
}
