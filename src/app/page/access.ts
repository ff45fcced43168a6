import type { PageAccess, PageRecord } from "@/ports/page.ts";
import type { Runtime } from "@/ports/runtime.ts";

interface AccessDeps {
  readonly runtime: Pick<Runtime, "now" | "elapsed" | "uuid">;
  /** Of the daemon before. */
  readonly sessions: PageRecord["sessions"];
  /** Told of all there are whenever they change. */
  readonly keep: (sessions: PageRecord["sessions"]) => void;
}

const invitationMs = 120_000;
const sessionMs = 30 * 86_400_000;
/** Of more, the oldest go. */
const mostInvitations = 16;
const mostSessions = 32;

interface Invitation {
  /** On the clock that does not jump: setting the other one back gives nobody more time. */
  readonly untilMs: number;
  /** What was given for it; `null`: not used yet. */
  shown: string | null;
}

/** All words are random: 122 bits each. */
export function createPageAccess({ runtime, sessions, keep }: AccessDeps): PageAccess {
  const invitations = new Map<string, Invitation>();
  const open = new Map(sessions.map(({ shown, until }) => [shown, until] as const));
  const nowMs = () => runtime.now().getTime();

  function changed(): void {
    for (const [shown, until] of open) if (Date.parse(until) < nowMs()) open.delete(shown);
    shrink(open, mostSessions);
    keep([...open].map(([shown, until]) => ({ shown, until })));
  }

  return {
    invite() {
      const word = runtime.uuid();
      invitations.set(word, { untilMs: runtime.elapsed() + invitationMs, shown: null });
      shrink(invitations, mostInvitations);
      return word;
    },
    admit(word) {
      const invitation = invitations.get(word);
      if (invitation === undefined) return null;
      if (invitation.shown !== null) {
        open.delete(invitation.shown);
        changed();
        return null;
      }
      if (invitation.untilMs < runtime.elapsed()) return null;
      invitation.shown = runtime.uuid();
      open.set(invitation.shown, new Date(nowMs() + sessionMs).toISOString());
      changed();
      return invitation.shown;
    },
    shutOut(shown) {
      if (open.delete(shown)) changed();
    },
    knows(shown) {
      const until = open.get(shown);
      return until !== undefined && Date.parse(until) >= nowMs();
    },
  };
}

function shrink(words: Map<string, unknown>, most: number): void {
  for (const word of words.keys()) {
    if (words.size <= most) return;
    words.delete(word);
  }
}
