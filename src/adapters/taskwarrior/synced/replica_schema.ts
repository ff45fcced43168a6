/**
 * TaskChampion's database of version 0.2, as Taskwarrior 3.5.0 makes it. Besides: where the replica has been (a server
 * that is at such a version again was put back), what we wrote last and when it was sent, and what of that was
 * replaced by edits that had not seen it.
 */
export const replicaSchema = `
CREATE TABLE operations (id INTEGER PRIMARY KEY AUTOINCREMENT, data STRING,
  synced bool DEFAULT false, uuid GENERATED ALWAYS AS (
    coalesce(json_extract(data, '$.Update.uuid'),
             json_extract(data, '$.Create.uuid'),
             json_extract(data, '$.Delete.uuid'))) VIRTUAL);
CREATE INDEX operations_by_uuid ON operations (uuid);
CREATE INDEX operations_by_synced ON operations (synced);
CREATE TABLE sync_meta (key STRING PRIMARY KEY, value STRING);
CREATE TABLE tasks (uuid STRING PRIMARY KEY, data STRING);
CREATE TABLE working_set (id INTEGER PRIMARY KEY, uuid STRING);
CREATE TABLE version (singleton INTEGER PRIMARY KEY CHECK (singleton = 0), major INTEGER, minor INTEGER);
INSERT INTO version (singleton, major, minor) VALUES (0, 0, 2);
CREATE TABLE own_versions (version TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE own_writes (uuid TEXT, property TEXT, value TEXT, sent_ms INTEGER,
  PRIMARY KEY (uuid, property)) WITHOUT ROWID;
CREATE TABLE unseen (uuid TEXT, property TEXT, value TEXT, operation INTEGER,
  PRIMARY KEY (uuid, property)) WITHOUT ROWID;
`;
