import { createChanges } from "@/app/page/changes.ts";

/** Of a daemon whose page nobody asks for. */
export const noPage = {
  store: { read: () => Promise.resolve(null), keep: () => Promise.resolve() },
  changes: createChanges(),
};
