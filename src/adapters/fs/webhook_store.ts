import { createHash, randomBytes } from "node:crypto";
import { link, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "@/ports/paths.ts";
import * as v from "valibot";
import { files } from "@system/files.ts";
import { textFiles } from "@/adapters/fs/text_files.ts";
import type { WebhookStore } from "@/ports/webhooks.ts";

const schema = v.object({
  url: v.string(),
  seal: v.string(),
  hooks: v.array(v.object({ id: v.number(), project: v.number() })),
});

export function webhookStore(stateDir: string): WebhookStore {
  const recordPath = join(stateDir, "webhooks.json");
  const secretPath = join(stateDir, "webhook-secret");
  const provideFolder = () => mkdir(stateDir, { recursive: true, mode: 0o700 });

  /** What deliveries are verified by, as long as its file is the same. */
  let kept: { readonly secret: string; readonly of: string } | null = null;

  async function knownSecret(): Promise<string | null> {
    const before = signatureOf(secretPath);
    if (kept !== null && kept.of === before) return kept.secret;
    kept = null;
    const secret = (await textFiles.read(secretPath))?.trim() ?? "";
    if (secret === "") return null;
    if (before !== null && before === signatureOf(secretPath)) kept = { secret, of: before };
    return secret;
  }

  return {
    async record() {
      const text = await textFiles.read(recordPath);
      if (text === null) return null;
      const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
      return parsed.success ? parsed.output : null;
    },
    async keep(record) {
      await provideFolder();
      await textFiles.replace(recordPath, JSON.stringify(record) + "\n", 0o600);
    },
    async secret() {
      const known = await knownSecret();
      if (known !== null) return known;
      await provideFolder();
      const secret = randomBytes(32).toString("hex");
      // Whole when it shows: one that is being written would be read as none.
      const draft = `${secretPath}.${crypto.randomUUID()}`;
      try {
        await writeFile(draft, `${secret}\n`, { mode: 0o600, flag: "wx" });
        await link(draft, secretPath);
        return secret;
      } catch (thrown) {
        // Another process was quicker: its secret holds.
        const theirs = await knownSecret();
        if (theirs === null) throw thrown;
        return theirs;
      } finally {
        await rm(draft, { force: true });
      }
    },
    knownSecret,
    async forget() {
      await rm(recordPath, { force: true });
      await rm(secretPath, { force: true });
    },
    sealOf: (secret, auth) => createHash("sha256").update(`${secret}\n${auth ?? ""}`).digest("hex"),
  };
}

/** What changes within one tick of the file system's clock can look the same afterwards. */
const settledMs = 2_000;

/** `null`: nothing is there, or it was changed just now. */
function signatureOf(path: string): string | null {
  const found = files.facts(path);
  if (found === null || Date.now() - found.modifiedMs < settledMs) return null;
  return `${found.dev} ${found.ino} ${found.size} ${found.modifiedMs}`;
}
