import assert from "node:assert/strict";
import type { SharedSecrets } from "@/ports/shared_secrets.ts";

/** What every place for the secrets of a list's hosts does. */
export function sharedSecretsContract(name: string, open: () => Promise<SharedSecrets>): void {
  Deno.test(`${name} replaces a secret only where the one before is still there`, async () => {
    await using secrets = await open();
    assert.equal(await secrets.read("a"), null);
    assert.equal(await secrets.replace("a", null, "1"), "1");
    assert.equal(await secrets.replace("a", null, "2"), "1");
    assert.equal(await secrets.replace("a", "1", "3"), "3");
    assert.equal(await secrets.replace("a", "1", "4"), "3");
    assert.equal(await secrets.read("a"), "3");
    assert.equal(await secrets.read("b"), null);
    await secrets.forget("a");
    assert.equal(await secrets.read("a"), null);
    await secrets.replace("a", "3", "5");
    assert.equal(await secrets.read("a"), null);
  });
}
