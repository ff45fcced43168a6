import assert from "node:assert/strict";
import type { WebhookRecord, WebhookStore } from "@/ports/webhooks.ts";

interface WebhookStoreSubject extends Disposable {
  /** As another process has it. */
  open(): WebhookStore;
}

/** What every store of webhooks promises; `make` gives a place without any. */
export function webhookStoreContract(name: string, make: () => WebhookStoreSubject): void {
  const test = (what: string, body: (subject: WebhookStoreSubject) => Promise<void>) =>
    Deno.test(`${name}: ${what}`, async () => {
      using subject = make();
      await body(subject);
    });
  const recordOf = (id: number): WebhookRecord => ({
    url: "http://desk.lan/webhook",
    seal: "a seal",
    hooks: [{ id, project: 7 }],
  });

  test("keep() takes the place of the record before, for every process", async (subject) => {
    const store = subject.open();
    assert.equal(await store.record(), null);
    await store.keep(recordOf(1));
    await store.keep(recordOf(2));
    assert.deepEqual(await subject.open().record(), recordOf(2));
  });

  test("secret() is made once, by whoever is the first of many", async (subject) => {
    assert.equal(await subject.open().knownSecret(), null);
    const secrets = await Promise.all(Array.from({ length: 8 }, () => subject.open().secret()));
    assert.equal(new Set(secrets).size, 1);
    assert.notEqual(secrets[0], "");
    assert.equal(await subject.open().knownSecret(), secrets[0]);
  });

  test("forget() leaves neither record nor secret, and can be done again", async (subject) => {
    const store = subject.open();
    await store.keep(recordOf(1));
    await store.secret();
    await store.forget();
    await store.forget();
    assert.deepEqual([await store.record(), await store.knownSecret()], [null, null]);
  });

  test("sealOf() is equal where secret and authentication are", (subject) => {
    const [store, other] = [subject.open(), subject.open()];
    assert.equal(store.sealOf("a", "u:p"), other.sealOf("a", "u:p"));
    const seals = [store.sealOf("a", "u:p"), store.sealOf("b", "u:p"), store.sealOf("a", null)];
    assert.equal(new Set(seals).size, 3);
    return Promise.resolve();
  });
}
