import type { Config } from "@/config/config.ts";
import { fileReason } from "@/config/file_reason.ts";
import { SyncError } from "@/domain/errors.ts";

/** @throws what keeps the file from being read. */
type ReadText = (path: string) => Promise<string>;

/** Reads the certificates that `ca_file` names when they are first needed; `null`: none is named. */
export function authoritiesOf(
  { caFile }: Pick<Config, "caFile">,
  read: ReadText,
): () => Promise<string | null> {
  return async () => caFile === null ? null : await readCertificates(caFile, read);
}

/** @throws {SyncError} `CONFIG`: it cannot be read, or has no certificate in it. */
async function readCertificates(path: string, read: ReadText): Promise<string> {
  const pem = await textOf(path, read);
  if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
  throw new SyncError("CONFIG", `Cannot use ca_file ${path}: there is no certificate in it`, {
    hint: "It must be in PEM form, with lines «-----BEGIN CERTIFICATE-----».",
  });
}

async function textOf(path: string, read: ReadText): Promise<string> {
  try {
    return await read(path);
  } catch (cause) {
    throw new SyncError("CONFIG", `Cannot read ca_file ${path}: ${fileReason(cause)}`, {
      hint: "Correct ca_file in the configuration, or VIKUNJA_CA_FILE.",
      cause,
    });
  }
}
