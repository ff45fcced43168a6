import assert from "node:assert/strict";
import { openDatabase } from "@/adapters/postgres/database.ts";
import type { DatabasePlace } from "@/adapters/postgres/place.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";

/** A place whose first host has nobody listening. */
export async function firstOfTwoIsGone(place: DatabasePlace): Promise<void> {
  const { host, port } = place;
  await using db = openDatabase(
    { ...place, port: closedPort(), others: [{ host, port }] },
    runtime,
  );
  for (const n of [1, 2]) {
    assert.deepEqual([...await db.query("SELECT $1::bigint + 1 AS n", [n])], [{
      n: String(n + 1),
    }]);
  }
  const noneOf = { ...place, port: closedPort(), others: [{ host, port: closedPort() }] };
  await using none = openDatabase(noneOf, runtime);
  await assert.rejects(none.query("SELECT 1"), { code: "STORE_UNAVAILABLE" });
}

function closedPort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
