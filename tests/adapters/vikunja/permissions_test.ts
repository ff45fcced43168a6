import assert from "node:assert/strict";
import { permissionText } from "@/app/permission_text.ts";
import { systemRuntime } from "@/adapters/system/runtime.ts";
import { connectServer } from "@/adapters/vikunja/client/connection.ts";
import { readServerFacts } from "@/adapters/vikunja/info.ts";
import { checkPermissions, neededPermissions } from "@/adapters/vikunja/permissions.ts";
import { kindOf } from "@/adapters/vikunja/client/server_kind.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { type SandboxVersion, sandboxVersions } from "@/sandbox/version.ts";
import { signal } from "@tests/adapters/vikunja/support.ts";
import { type TestAccount, testAccount } from "@tests/support/vikunja_server.ts";

async function check(url: string, token: string) {
  const client = connectServer({
    url,
    token: () => Promise.resolve(token),
    runtime: systemRuntime,
    transport: createTransport({ url, runtime: systemRuntime, sockets: 4 }),
    onRequest: () => {},
  });
  try {
    const { kind } = await readServerFacts(client, signal);
    const { tokenWorks, missing } = await checkPermissions(client, kind, signal);
    return { tokenWorks, missing: permissionText(missing) };
  } finally {
    client.close();
  }
}

/** A token of all that is asked for there but what is left out. */
async function tokenFor(account: TestAccount, as: SandboxVersion, ...leftOut: readonly string[]) {
  const needed = neededPermissions(kindOf(`v${as}.0`, as === "2.4" || as === "2.5"))
    .filter(({ group, action }) => !leftOut.includes(`${group}: ${action}`));
  const groups = Map.groupBy(needed, ({ group }) => group);
  return await account.tokenWith(Object.fromEntries(
    [...groups].map(([group, all]) => [group, all.map(({ action }) => action)]),
  ));
}

for (const as of sandboxVersions) {
  Deno.test(`V4: a token of just what is asked for lacks nothing, and what one lacks is named (${as})`, async () => {
    await using account = await testAccount(as);
    const whole = await tokenFor(account, as);
    assert.deepEqual(await check(account.url, whole), { tokenWorks: true, missing: "" });
    const bulk = as === "1.1" ? "bulk" : "update_bulk";
    const left = await tokenFor(account, as, `tasks: ${bulk}`, "tasks_labels: create");
    assert.deepEqual(await check(account.url, left), {
      tokenWorks: true,
      missing: `tasks: ${bulk}; tasks_labels: create`,
    });
  });

  Deno.test(`V4: a token that the server does not know is told from one that lacks something (${as})`, async () => {
    await using account = await testAccount(as);
    const unknown = "tk_0123456789abcdef0123456789abcdef01234567";
    assert.deepEqual(await check(account.url, unknown), { tokenWorks: false, missing: "" });
  });
}
