import { noQuotas, type Quotas, readQuotas } from "@/config/quotas.ts";

interface QuotaFilePorts {
  /** Another one when the file is another one; `null`: there is none. */
  readonly signatureOf: (path: string) => string | null;
  readonly readTextFile: (path: string) => Promise<string>;
}

/** What lists may have, as the service's file says it now. */
interface QuotaFile {
  readonly of: Quotas;
  /** True: it says something else than before. @throws {SyncError} `CONFIG`: what was before goes on. */
  reread(): Promise<boolean>;
}

/** Not read yet. */
export function createQuotaFile(
  path: string,
  { signatureOf, readTextFile }: QuotaFilePorts,
): QuotaFile {
  let quotas = noQuotas;
  let known: string | null = null;
  return {
    of: (list) => quotas(list),
    async reread() {
      const found = signatureOf(path);
      if (found === known) return false;
      known = found;
      quotas = found === null ? noQuotas : await readQuotas(path, await readTextFile(path));
      return true;
    },
  };
}
