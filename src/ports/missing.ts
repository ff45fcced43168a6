import { systemCode } from "@/ports/system_code.ts";

/** What the work gives; `null` where the system has nothing of that name. */
export function ifThere<T>(work: () => T): T | null {
  try {
    return work();
  } catch (thrown) {
    if (systemCode(thrown) === "ENOENT") return null;
    throw thrown;
  }
}
