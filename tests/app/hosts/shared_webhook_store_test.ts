import assert from "node:assert/strict";
import { sealingWith } from "@/adapters/system/sealing.ts";
import { createSharedWebhookStore } from "@/app/hosts/shared_webhook_store.ts";
import { secretToVerify } from "@/app/serve/secret_to_verify.ts";
import type { Config } from "@/config/config.ts";
import { SyncError } from "@/domain/errors.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";
import { refusal } from "@tests/support/event_store_contract.ts";
import { memorySecrets } from "@tests/support/memory_secrets.ts";
import { sharedSecretsContract } from "@tests/support/shared_secrets_contract.ts";

sharedSecretsContract("memorySecrets()", () => Promise.resolve(memorySecrets().secrets));

const record = { url: "http://here/webhook", seal: "", hooks: [] };

/** A database, and hosts with secrets of their own. */
function listWorld() {
  const { secrets, kept } = memorySecrets();
  const host = (name: string, token = "tk_the_same", isInstalled = false) => {
    let secret: string | null = isInstalled ? `secret of ${name}` : null;
    const own: Pick<WebhookStore, "record" | "secret" | "knownSecret" | "forget"> = {
      record: () => Promise.resolve(isInstalled ? record : null),
      secret: () => Promise.resolve(secret ??= `secret of ${name}`),
      knownSecret: () => Promise.resolve(secret),
      forget: () => Promise.resolve(void (secret = null)),
    };
    const sealing = sealingWith(() => Promise.resolve(token), "test");
    const shared = () => Promise.resolve({ secrets, sealing });
    return createSharedWebhookStore({ own: own as WebhookStore, shared });
  };
  return { host, kept };
}

Deno.test("the hosts of a list have one secret of their webhooks, which their database does not tell", async () => {
  const { host, kept } = listWorld();
  assert.equal(await host("b").knownSecret(), null);
  assert.equal(await host("a").secret(), "secret of a");
  assert.equal(await host("b").secret(), "secret of a");
  assert.equal(await host("b").knownSecret(), "secret of a");
  const [sealed = ""] = kept.values();
  assert.doesNotMatch(sealed + atob(sealed), /secret of/);
  assert.equal((await refusal(host("c", "tk_another").knownSecret())).code, "STATE_UNAVAILABLE");
  await host("b").forget();
  assert.equal(kept.size, 0);
});

Deno.test("a host that set webhooks up before brings its secret in, also under a new token", async () => {
  const { host } = listWorld();
  assert.equal(await host("a", "tk_1", true).knownSecret(), "secret of a");
  assert.equal(await host("b", "tk_1").secret(), "secret of a");
  assert.equal(await host("a", "tk_2", true).knownSecret(), "secret of a");
  assert.equal(await host("b", "tk_2").secret(), "secret of a");
});

Deno.test("sealingWith() opens nothing that was changed, or sealed for another use", async () => {
  const secret = () => Promise.resolve("tk_1");
  const sealing = sealingWith(secret, "one");
  const sealed = await sealing.seal("text");
  assert.equal(await sealing.open(sealed), "text");
  assert.notEqual(await sealing.seal("text"), sealed);
  assert.equal(await sealingWith(secret, "another").open(sealed), null);
  for (const other of ["", "not base64!", `AAAA${sealed.slice(4)}`]) {
    assert.equal(await sealing.open(other), null);
  }
});

Deno.test("secretToVerify() asks for a shared secret now and then, and goes on with it while it cannot be had", async () => {
  let nowMs = 0;
  let asked = 0;
  const answers: (string | null | SyncError)[] = [
    null,
    "one",
    new SyncError("INTERNAL", "no"),
    "two",
  ];
  const secret = secretToVerify(
    () => ({
      secret: () => Promise.reject(new Error("nothing is made here")),
      knownSecret() {
        const answer = answers[asked++] ?? null;
        return answer instanceof SyncError ? Promise.reject(answer) : Promise.resolve(answer);
      },
    }),
    () => nowMs,
  );
  const config = { store: {} } as Config;
  for (let time = 0; time < 3; time++) {
    assert.equal((await refusal(secret(config))).code, "STATE_UNAVAILABLE");
  }
  nowMs += 1_000;
  for (const wanted of ["one", "one", "two"]) {
    assert.equal(await secret(config), wanted);
    assert.equal(await secret(config), wanted);
    nowMs += 30_000;
  }
  assert.equal(asked, 4);
});
