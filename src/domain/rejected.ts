import type { Json } from "@/domain/json.ts";
import { type Side, sides } from "@/domain/task.ts";

/** A look that was given up, as far as it tells how to look again. */
interface RejectedLook {
  readonly sides: readonly Side[];
  /** Of a task that was not linked yet. */
  readonly vikunjaId: number | null;
}

/** What the text of a message that was given up says of it; one that is no look concerns both sides. */
export function rejectedLook(message: Json): RejectedLook {
  const { readings = [], link } = parsed(message);
  const seen = sides.filter((side) => readings.some((reading) => reading.side === side));
  return { sides: seen.length === 0 ? sides : seen, vikunjaId: link?.vikunjaId ?? null };
}

export function sidesSeen(message: Json): readonly Side[] {
  return rejectedLook(message).sides;
}

interface LookText {
  readonly readings?: readonly { readonly side?: unknown }[];
  readonly link?: { readonly vikunjaId?: number };
}

function parsed(message: Json): LookText {
  try {
    const value: unknown = typeof message === "string" ? JSON.parse(message) : message;
    return typeof value === "object" && value !== null ? value : {};
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return {};
    throw thrown;
  }
}
