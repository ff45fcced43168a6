import type { Inbox, InboxPage } from "@/ports/inbox.ts";
import { actOnInbox } from "@/app/inbox/act.ts";
import { lookAtInbox } from "@/app/inbox/look.ts";
import type { OpenedEngine } from "@/app/run/open_engine.ts";
import type { OpenRun } from "@/app/run/run.ts";

type Opened = Pick<OpenedEngine, "log" | "foresee">;

/** Hands over the log, with what decides on it; `null`: there is none yet. */
export type LookWith = (
  signal: AbortSignal,
  see: (opened: Opened | null) => Promise<InboxPage>,
) => Promise<InboxPage>;

interface InboxDeps {
  readonly open: OpenRun;
  /** Reads in parallel. */
  readonly jobs: number;
  readonly look: LookWith;
}

/** What waits for a person, and what a person does about it. */
export function createInbox({ open, jobs, look }: InboxDeps): Inbox {
  return {
    look: (asked, signal) =>
      look(signal, (opened) => {
        if (opened === null) return Promise.resolve(nothing);
        const { log: { reader, store }, foresee } = opened;
        return lookAtInbox({ log: reader, store, foresee }, asked);
      }),
    async act(acts, signal) {
      const acted = await actOnInbox(open, { acts, jobs }, signal);
      return acted.map(({ error, ...outcome }) => ({ ...outcome, error: error?.message ?? null }));
    },
  };
}

const nothing: InboxPage = {
  items: [],
  total: 0,
  counts: { conflict: 0, missing: 0, held: 0, "given up": 0, unread: 0, "left out": 0 },
  position: 0,
};
