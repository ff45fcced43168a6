import { memoryFacts } from "@tests/adapters/vikunja/support.ts";
import { adapter, label } from "@tests/adapters/vikunja/support.ts";
import { replicaContract } from "@tests/support/replica_contract.ts";
import { testAccount } from "@tests/support/vikunja_server.ts";

replicaContract("Vikunja", async () => {
  const account = await testAccount();
  const facts = memoryFacts();
  const opened: Disposable[] = [];
  return {
    open() {
      const vikunja = adapter(account, { facts });
      opened.push(vikunja);
      return vikunja;
    },
    newId: () => null,
    paragraph: (text) => `<p>${text}</p>`,
    project: ["Home", "Garden"],
    retitle: (id, title) => account.call("PATCH", `/api/v2/tasks/${id}`, { title }).then(() => {}),
    async addLabel(id, title) {
      const body = { label_id: await label(account, title) };
      await account.call("POST", `/api/v2/tasks/${id}/labels`, body);
    },
    remove: (id) => account.call("DELETE", `/api/v2/tasks/${id}`).then(() => {}),
    async [Symbol.asyncDispose]() {
      for (const vikunja of opened) vikunja[Symbol.dispose]();
      await account[Symbol.asyncDispose]();
    },
  };
});
