import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";

const schema = v.object({
  url: v.string(),
  /** Of secret and basic authentication: the server shows neither, so this tells whether they changed. */
  seal: v.string(),
  hooks: v.array(v.object({ id: v.number(), project: v.number() })),
});

/** The webhooks that were set up from this state folder. */
export type WebhookRecord = v.InferOutput<typeof schema>;

const name = "webhooks.json";

/** `null`: none are set up, or nobody can tell any more. */
export async function readWebhookRecord(stateDir: string): Promise<WebhookRecord | null> {
  let text: string;
  try {
    text = await readFile(join(stateDir, name), "utf8");
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw thrown;
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

/** At once or not at all. */
export async function writeWebhookRecord(stateDir: string, record: WebhookRecord): Promise<void> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const draft = join(stateDir, `.${name}.${crypto.randomUUID()}`);
  try {
    await writeFile(draft, JSON.stringify(record) + "\n", { mode: 0o600 });
    await rename(draft, join(stateDir, name));
  } catch (thrown) {
    await rm(draft, { force: true });
    throw thrown;
  }
}

export async function removeWebhookRecord(stateDir: string): Promise<void> {
  await rm(join(stateDir, name), { force: true });
}

export function sealOf(secret: string, auth: string | null): string {
  return createHash("sha256").update(`${secret}\n${auth ?? ""}`).digest("hex");
}
