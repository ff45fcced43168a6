import type { OwnerRequests, TakenRequest } from "@/ports/owner_requests.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { type Connect, ownConnections } from "@/adapters/postgres/connections.ts";
import type { Row } from "@/adapters/postgres/database.ts";
import { lookAtList } from "@/adapters/postgres/lease.ts";
import { arrayOf } from "@/adapters/postgres/literals.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { createWakeUps } from "@/adapters/postgres/wake_ups.ts";

interface RequestsOptions {
  readonly place: DatabasePlace;
  readonly list: string;
  readonly runtime: Pick<Runtime, "after" | "elapsed">;
  /** Without: of its own. */
  readonly connect?: Connect | undefined;
}

const put = `
  INSERT INTO vikunja_sync.requests(list, id, operation, input, expires_at)
  SELECT $1, r.id, r.operation, r.input, clock_timestamp() + r.ms * interval '1 millisecond'
  FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[]) AS r(id, operation, input, ms)
  ON CONFLICT (list, id) DO NOTHING`;

const stands = `SELECT id, begun, answer FROM vikunja_sync.requests
  WHERE list = $1 AND id = ANY($2::text[])`;

const withdraw = `DELETE FROM vikunja_sync.requests WHERE list = $1 AND id = $2 AND begun = 0
  RETURNING id`;

/** What this owner began and does not know of was begun with an answer that was lost: nobody has looked at it. */
const waits = `answer IS NULL AND (begun > 0 OR expires_at > clock_timestamp())
  AND begun <= $2::bigint AND id <> ALL($3::text[])`;

const take = `
  UPDATE vikunja_sync.requests SET begun = $2::bigint,
    begun_before = CASE WHEN begun < $2::bigint THEN begun ELSE begun_before END
  WHERE list = $1 AND ${waits} AND id IN (
    SELECT id FROM vikunja_sync.requests WHERE list = $1 AND ${waits} ORDER BY asked_at LIMIT $4::bigint
  ) AND EXISTS (
    SELECT 1 FROM vikunja_sync.lists
    WHERE list = $1 AND epoch = $2::bigint AND until > clock_timestamp()
  ) RETURNING id, operation, input, begun_before, asked_at`;

const answer = `
  UPDATE vikunja_sync.requests AS r SET answer = a.answer, answered_at = clock_timestamp()
  FROM unnest($3::text[], $4::text[]) AS a(id, answer)
  WHERE r.list = $1 AND r.id = a.id AND r.begun = $2::bigint AND r.answer IS NULL`;

/** Connects when it is first asked for something. */
export function openOwnerRequests(
  { place, list, runtime, connect = ownConnections(runtime) }: RequestsOptions,
): OwnerRequests {
  const connections = connect(place);
  const { db, lookMs } = connections;
  const wakeUps = createWakeUps({ connections, list, about: "requests", runtime });

  async function ask(sql: string, ...parameters: readonly (string | number)[]) {
    await connections.provide();
    return await db.query(sql, [list, ...parameters]);
  }

  return {
    lookMs,
    shownAs: `${list} at ${place.shownAs}`,
    async owner() {
      await connections.provide();
      return (await lookAtList(db, list)).owner;
    },
    async put(requests) {
      await ask(
        put,
        arrayOf(requests.map(({ id }) => id)),
        arrayOf(requests.map(({ operation }) => operation)),
        arrayOf(requests.map(({ input }) => input)),
        arrayOf(requests.map(({ forMs }) => Math.round(forMs))),
      );
    },
    async stands(ids) {
      const rows = await ask(stands, arrayOf(ids));
      return new Map(rows.map((row) => [
        String(row["id"]),
        {
          isBegun: Number(row["begun"]) > 0,
          answer: row["answer"] === null ? null : String(row["answer"]),
        },
      ]));
    },
    withdraw: async (id) => (await ask(withdraw, id)).length > 0,
    async take(epoch, known, most) {
      const rows = await ask(take, epoch, arrayOf(known), most);
      return rows.toSorted((a, b) => askedAt(a) - askedAt(b)).map(taken);
    },
    async answer(epoch, answers) {
      await ask(
        answer,
        epoch,
        arrayOf(answers.map(({ id }) => id)),
        arrayOf(answers.map((each) => each.answer)),
      );
    },
    async tidy() {
      await connections.provide();
      await connections.tidy(list);
    },
    call: wakeUps.call,
    hear: wakeUps.hear,
    async [Symbol.asyncDispose]() {
      wakeUps[Symbol.dispose]();
      await connections[Symbol.asyncDispose]();
    },
  };
}

function askedAt({ asked_at }: Row): number {
  return asked_at instanceof Date ? asked_at.getTime() : 0;
}

function taken(row: Row): TakenRequest {
  return {
    id: String(row["id"]),
    operation: String(row["operation"]),
    input: String(row["input"]),
    isBegun: Number(row["begun_before"]) > 0,
  };
}
