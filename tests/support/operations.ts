import { eitherOperations } from "@/app/either_operations.ts";
import type { Claims } from "@/ports/claims.ts";
import type { Operations } from "@/ports/operations_table.ts";
import type { TaskEdits } from "@/ports/task_edits.ts";

const refuse = () => Promise.reject(new Error("not asked for here"));

/** A daemon that does nothing but what is given. */
export function operationsOf(
  given: Partial<Operations> & {
    readonly claims?: () => Claims;
    readonly edits?: () => TaskEdits;
  },
): Operations {
  const { claims, edits, ...operations } = given;
  return {
    ...eitherOperations({
      status: refuse,
      sync: refuse,
      pick: refuse,
      picks: refuse,
      retries: refuse,
      held: refuse,
      inbox: refuse,
      history: refuse,
      takingBack: refuse,
      edits: () => edits === undefined ? refuse() : Promise.resolve(edits()),
      claims: (act) => claims === undefined ? refuse() : act(claims()),
    }),
    daemon: refuse,
    healthz: refuse,
    metrics: refuse,
    wake: refuse,
    invite: refuse,
    overview: refuse,
    vitals: refuse,
    listClaims: () => claims === undefined ? refuse() : claims().listClaims(),
    ...operations,
  };
}
