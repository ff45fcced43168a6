import type { Side } from "@/domain/task.ts";
import type { Replica } from "@/ports/replica.ts";
import type { Look, Looks } from "@/triggers/looks.ts";

interface TakenDeps {
  readonly replicas: Readonly<Record<Side, Pick<Replica, "read">>>;
}

/** With what Vikunja shows of tasks that get another stream and were not among what was read. */
export async function withTaken(
  { replicas }: TakenDeps,
  looks: Looks["byStream"],
  signal: AbortSignal,
): Promise<Looks["byStream"]> {
  const unread = [...looks].flatMap(([streamId, look]) => {
    const isRead = look.readings.some(({ side }) => side === "vikunja");
    return look.takesFrom === undefined || look.link === undefined || isRead
      ? []
      : [{ streamId, look, id: String(look.link.vikunjaId) }];
  });
  if (unread.length === 0) return looks;
  const readings = await replicas.vikunja.read(unread.map(({ id }) => id), signal);
  const whole = new Map(looks);
  for (const [index, { streamId, look }] of unread.entries()) {
    const reading = readings[index];
    if (reading === undefined) continue;
    const seen = [...look.readings, { side: "vikunja", reading } as const];
    whole.set(streamId, { ...look, readings: seen } satisfies Look);
  }
  return whole;
}
