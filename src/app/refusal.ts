import { SyncError } from "@/domain/errors.ts";

/** What the work was refused with; `null`: it was done. Rejects with what is no error of ours. */
export async function refusalOf(work: Promise<void>): Promise<SyncError | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    return thrown;
  }
}
