import assert from "node:assert/strict";
import { isAsNoted, isSameAnswer } from "@/app/quiet/quiet_look.ts";
import { isRecordDue } from "@/app/quiet/record_due.ts";
import { absent, type QuietNote } from "@/ports/quiet.ts";
import type { Exchange } from "@/ports/transport.ts";
import { nothingDone } from "@tests/support/nothing_done.ts";

const nowMs = Date.parse("2026-11-28T12:00:00.000Z");
const note: QuietNote = {
  program: "one",
  version: "1.0.0",
  seenVersion: "1.0.0",
  env: { HOME: "/home/ada", VIKUNJA_TOKEN: "" },
  folder: "/home/ada",
  stamps: [["/data/backlog.data", "1:2:3"], ["/state/last_failure.json", absent]],
  fromMs: nowMs - 60_000,
  untilMs: nowMs + 60_000,
  server: {
    url: "https://tasks.example.org",
    caFile: null,
    token: { variable: "VIKUNJA_TOKEN" },
  },
  path: "/api/v2/tasks",
  text: `{"items":[]}`,
  dateMs: nowMs - 60_000,
  clock: { from: -500, until: 500, at: nowMs - 60_000 },
  summary: { ...nothingDone, linked: 2, requests: 1, durationMs: 5, warnings: [] },
  recordedAt: "2026-11-28T11:59:00.000Z",
  record: {},
};

const seen = { program: "one", env: note.env, folder: note.folder, nowMs, canAsk: true };
const stamps = new Map(note.stamps);
const stampOf = (path: string) => stamps.get(path) ?? absent;

Deno.test("isAsNoted() holds while all of it is as it was, and only then", () => {
  assert.equal(isAsNoted(note, seen, stampOf), true);
  const others = [
    { program: "another" },
    { env: { ...note.env, HOME: "/home/eve" } },
    { env: { ...note.env, VIKUNJA_TOKEN: null } },
    { folder: "/" },
    { nowMs: note.fromMs - 1 },
    { nowMs: note.untilMs },
  ];
  for (const other of others) {
    assert.equal(isAsNoted(note, { ...seen, ...other }, stampOf), false, JSON.stringify(other));
  }
  for (const [path] of note.stamps) {
    const changed = (each: string) => each === path ? "9:9:9" : stampOf(each);
    assert.equal(isAsNoted(note, seen, changed), false, path);
  }
});

Deno.test("isAsNoted() leaves it to the run to tell a person of parts of an older version", () => {
  const older = { ...note, seenVersion: "0.9.0" };
  assert.equal(isAsNoted(older, seen, stampOf), false);
  assert.equal(isAsNoted(older, { ...seen, canAsk: false }, stampOf), true);
});

function answer(
  { status = 200, text = note.text, atMs = nowMs as number | null } = {},
): Exchange {
  const headers = atMs === null ? {} : { date: new Date(atMs).toUTCString() };
  return { kind: "answered", answer: { status, headers, text, connection: "new" } };
}

/** Of a server whose clock is so much ahead of this machine's. */
const clock = (aheadMs: number) => ({
  offset: () => ({ from: aheadMs - 510, until: aheadMs + 510 }),
  nowMs: () => nowMs + aheadMs,
});

Deno.test("isSameAnswer() takes the very same answer, and no other", () => {
  assert.equal(isSameAnswer(note, answer(), clock(0)), true);
  const others = [
    answer({ status: 304 }),
    answer({ text: `{"items":[1]}` }),
    answer({ atMs: null }),
    answer({ atMs: note.dateMs - 1_000 }),
  ];
  for (const other of others) assert.equal(isSameAnswer(note, other, clock(0)), false);
  const failure = {
    sent: true,
    isFinal: false,
    code: "ECONNRESET",
    message: "",
    cause: null,
  };
  assert.equal(isSameAnswer(note, { kind: "unanswered", failure }, clock(0)), false);
});

Deno.test("isSameAnswer() leaves it to the run where one of the clocks was set, or is not known", () => {
  for (const aheadMs of [-3_600_000, -1_500, 1_500, 86_400_000]) {
    assert.equal(isSameAnswer(note, answer(), clock(aheadMs)), false, String(aheadMs));
  }
  const jumped = { ...clock(0), offset: () => null };
  assert.equal(isSameAnswer(note, answer(), jumped), false);
});

Deno.test("isRecordDue() says so five minutes after the last record, and where there is none", () => {
  const at = (text: string) => new Date(text);
  assert.equal(isRecordDue(null, at("2026-11-28T12:00:00Z")), true);
  assert.equal(isRecordDue("2026-11-28T11:55:01Z", at("2026-11-28T12:00:00Z")), false);
  assert.equal(isRecordDue("2026-11-28T11:55:00Z", at("2026-11-28T12:00:00Z")), true);
});
