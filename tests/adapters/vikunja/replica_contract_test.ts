import { type SandboxVersion, sandboxVersions } from "@/sandbox/version.ts";
import { memoryFacts } from "@tests/adapters/vikunja/support.ts";
import { adapter } from "@tests/adapters/vikunja/support.ts";
import { replicaContract } from "@tests/support/replica_contract.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

for (const as of sandboxVersions) {
  replicaContract(as === sandboxVersions[0] ? "Vikunja" : `Vikunja ${as}`, () => opened(as));
}

async function opened(as: SandboxVersion) {
  // Stamps are whole seconds, and some are known by the answer's date alone: none must begin in between.
  const begun = new Date();
  const account = await testAccount(as, () => begun);
  const facts = memoryFacts();
  const open: Disposable[] = [];
  return {
    open() {
      const vikunja = adapter(account, { facts });
      open.push(vikunja);
      return vikunja;
    },
    newId: () => null,
    paragraph: (text: string) => `<p>${text}</p>`,
    project: ["Home", "Garden"] as const,
    async retitle(id: string, title: string) {
      const body = { task_ids: [Number(id)], fields: ["title"], values: { title } };
      await account.call("POST", "/api/v1/tasks/bulk", body);
    },
    async addLabel(id: string, title: string) {
      const { id: label_id } = await account.call<{ id: number }>("PUT", "/api/v1/labels", {
        title,
      });
      await account.call("PUT", `/api/v1/tasks/${id}/labels`, { label_id });
    },
    remove: (id: string) => account.call("DELETE", `/api/v1/tasks/${id}`).then(() => {}),
    async [Symbol.asyncDispose]() {
      for (const vikunja of open) vikunja[Symbol.dispose]();
      await account[Symbol.asyncDispose]();
    },
  };
}
