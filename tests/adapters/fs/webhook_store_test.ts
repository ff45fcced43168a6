import assert from "node:assert/strict";
import { webhookStore } from "@/adapters/fs/webhook_store.ts";
import { memoryWebhookStore } from "@tests/support/memory_webhook_store.ts";
import { tempFolder } from "@tests/support/temp_folder.ts";
import { webhookStoreContract } from "@tests/support/webhook_store_contract.ts";

webhookStoreContract("webhookStore()", () => {
  const folder = tempFolder();
  return {
    open: () => webhookStore(folder.file("state")),
    [Symbol.dispose]: () => folder[Symbol.dispose](),
  };
});

webhookStoreContract("memoryWebhookStore()", () => {
  const store = memoryWebhookStore();
  return { open: () => store, [Symbol.dispose]() {} };
});

Deno.test("record() takes what it cannot understand for none, and secret() is a file for its owner alone", async () => {
  using folder = tempFolder();
  const store = webhookStore(folder.path);
  Deno.writeTextFileSync(folder.file("webhooks.json"), "{");
  assert.equal(await store.record(), null);
  await store.secret();
  assert.equal((Deno.statSync(folder.file("webhook-secret")).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual(
    [...Deno.readDirSync(folder.path)].map(({ name }) => name).toSorted(),
    ["webhook-secret", "webhooks.json"],
  );
});
