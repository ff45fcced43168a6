import type { AskedField } from "@/domain/fields.ts";

/** What of Vikunja's tasks is read only where it is asked for. */
export interface VikunjaSettings {
  readonly asked: readonly AskedField[];
}

export const usualVikunjaSettings: VikunjaSettings = { asked: [] };
