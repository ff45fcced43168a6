import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const name = "webhook-secret";

/** What signs webhooks of this state folder; made once, readable by its owner alone. */
export async function webhookSecret(stateDir: string): Promise<string> {
  const known = await readWebhookSecret(stateDir);
  if (known !== null) return known;
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const secret = randomBytes(32).toString("hex");
  // Whole when it shows: one that is being written would be read as none.
  const draft = join(stateDir, `${name}.${crypto.randomUUID()}`);
  try {
    await writeFile(draft, `${secret}\n`, { mode: 0o600, flag: "wx" });
    await link(draft, join(stateDir, name));
    return secret;
  } catch (thrown) {
    // Another process was quicker: its secret holds.
    const theirs = await readWebhookSecret(stateDir);
    if (theirs === null) throw thrown;
    return theirs;
  } finally {
    await rm(draft, { force: true });
  }
}

/** `null`: none was made yet. */
export async function readWebhookSecret(stateDir: string): Promise<string | null> {
  try {
    const secret = (await readFile(join(stateDir, name), "utf8")).trim();
    return secret === "" ? null : secret;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
}

export async function removeWebhookSecret(stateDir: string): Promise<void> {
  await rm(join(stateDir, name), { force: true });
}
