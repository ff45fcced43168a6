import { SyncError } from "@/domain/errors.ts";
import type { Database } from "@/adapters/postgres/database.ts";

const schema = 1;

/**
 * Plain tables, keys and one statement a commit, so that what speaks PostgreSQL's language has all that it takes. An
 * append moves `head`, which also puts the commits of a list in order; a version of a stream is there once, and so is
 * a link (`was`: who had it before, as the append took it).
 */
const tables = `
  CREATE SCHEMA IF NOT EXISTS vikunja_sync;
  CREATE TABLE IF NOT EXISTS vikunja_sync.about(name text PRIMARY KEY, value text NOT NULL);
  CREATE TABLE IF NOT EXISTS vikunja_sync.lists(
    list text PRIMARY KEY,
    id text NOT NULL,
    head bigint NOT NULL DEFAULT 0,
    epoch bigint NOT NULL DEFAULT 0,
    until timestamptz NOT NULL,
    released boolean NOT NULL DEFAULT true,
    owner text NOT NULL DEFAULT '',
    host text NOT NULL DEFAULT '',
    state_dir text NOT NULL DEFAULT '',
    command text NOT NULL DEFAULT '',
    pid bigint NOT NULL DEFAULT 0,
    moved_to text
  );
  CREATE TABLE IF NOT EXISTS vikunja_sync.events(
    list text NOT NULL,
    position bigint NOT NULL,
    stream_id text NOT NULL,
    version bigint NOT NULL,
    previous bigint NOT NULL,
    type text NOT NULL,
    schema bigint NOT NULL,
    recorded_at text NOT NULL,
    data text NOT NULL,
    sum bigint NOT NULL,
    PRIMARY KEY(list, position),
    UNIQUE(list, stream_id, version)
  );
  CREATE TABLE IF NOT EXISTS vikunja_sync.links(
    list text NOT NULL,
    vikunja_id bigint NOT NULL,
    stream_id text,
    was text,
    PRIMARY KEY(list, vikunja_id)
  );
  INSERT INTO vikunja_sync.about(name, value) VALUES ('schema', '${schema}') ON CONFLICT DO NOTHING;
`;

/**
 * Came later, and whoever does not know it goes on without: so it is no schema of its own. `begun`: the owner's epoch;
 * 0: nobody has. `wanted_by`: a service that is given the list once it is let go of, and until that time alone.
 */
const later = `
  CREATE TABLE IF NOT EXISTS vikunja_sync.requests(
    list text NOT NULL,
    id text NOT NULL,
    operation text NOT NULL,
    input text NOT NULL,
    asked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    begun bigint NOT NULL DEFAULT 0,
    begun_before bigint NOT NULL DEFAULT 0,
    answer text,
    answered_at timestamptz,
    PRIMARY KEY(list, id)
  );
  CREATE INDEX IF NOT EXISTS requests_waiting ON vikunja_sync.requests(list, asked_at)
    WHERE answer IS NULL;
  CREATE TABLE IF NOT EXISTS vikunja_sync.secrets(
    list text NOT NULL,
    name text NOT NULL,
    sealed text NOT NULL,
    PRIMARY KEY(list, name)
  );
  CREATE TABLE IF NOT EXISTS vikunja_sync.notices(
    list text NOT NULL,
    set_name text NOT NULL,
    id text NOT NULL,
    holder text NOT NULL,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    times bigint NOT NULL DEFAULT 1,
    told_at timestamptz,
    PRIMARY KEY(list, set_name, id)
  );
  ALTER TABLE vikunja_sync.lists ADD COLUMN IF NOT EXISTS service text NOT NULL DEFAULT '';
  ALTER TABLE vikunja_sync.lists ADD COLUMN IF NOT EXISTS wanted_by text NOT NULL DEFAULT '';
  ALTER TABLE vikunja_sync.lists ADD COLUMN IF NOT EXISTS
    wanted_until timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z';
  CREATE INDEX IF NOT EXISTS lists_of_services ON vikunja_sync.lists(service);
  CREATE TABLE IF NOT EXISTS vikunja_sync.folders(
    list text PRIMARY KEY,
    version bigint NOT NULL,
    removed boolean NOT NULL DEFAULT false,
    sealed text NOT NULL
  );
  CREATE TABLE IF NOT EXISTS vikunja_sync.invitations(
    code text PRIMARY KEY,
    invitation text NOT NULL
  );
`;

/** @throws {SyncError} `LOG_NEWER`: a newer program made the tables; `CONFIG`: they cannot be made. */
export async function provideSchema(db: Database): Promise<void> {
  const found = await schemaOf(db);
  if (found === null) return await make(db);
  if (found === schema) return await provideLater(db);
  throw new SyncError(
    "LOG_NEWER",
    `Cannot use the database at ${db.shownAs}: its schema is ${found}, this version knows ${schema}`,
    { hint: "A newer vikunja-sync made it; use that one." },
  );
}

async function schemaOf(db: Database): Promise<number | null> {
  const [there] = await db.query("SELECT to_regclass('vikunja_sync.about') IS NOT NULL AS known");
  if (there?.["known"] !== true) return null;
  const [row] = await db.query("SELECT value FROM vikunja_sync.about WHERE name = 'schema'");
  return row === undefined ? null : Number(row["value"]);
}

/** Two that do it at once get into each other's way, and then both find it done. */
async function make(db: Database): Promise<void> {
  try {
    await db.run(`${tables}${later}`);
  } catch (thrown) {
    if (await schemaOf(db) !== schema) throw thrown;
  }
}

async function provideLater(db: Database): Promise<void> {
  if (await isLaterThere(db)) return;
  try {
    await db.run(later);
  } catch (thrown) {
    if (!await isLaterThere(db)) throw thrown;
  }
}

async function isLaterThere(db: Database): Promise<boolean> {
  const [there] = await db.query(
    "SELECT to_regclass('vikunja_sync.invitations') IS NOT NULL AS known",
  );
  return there?.["known"] === true;
}
