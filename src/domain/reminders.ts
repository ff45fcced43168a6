import { durationSeconds, durationWord } from "@/domain/duration.ts";
import { type Instant, readInstant } from "@/domain/instant.ts";

/** Dates of a task that a reminder can go by, as Taskwarrior calls them. */
export type ReminderDate = "due" | "scheduled" | "ends";

/** At a time, or so many seconds after (before: negative) a date of the task. */
type Reminder =
  | { readonly at: Instant }
  | { readonly by: ReminderDate; readonly seconds: number };

/** `2026-11-21T05:00:00Z`, `due-1d12h`, `scheduled`, `ends+30min`: the one word for it. */
export function reminderWord(reminder: Reminder): string {
  if ("at" in reminder) return reminder.at;
  const { by, seconds } = reminder;
  return seconds === 0 ? by : `${by}${seconds < 0 ? "-" : "+"}${durationWord(Math.abs(seconds))}`;
}

/** Of a word; `null`: it is none. */
export function reminderOf(word: string): Reminder | null {
  const at = readInstant(word) ?? compactInstant(word);
  if (at !== null) return { at };
  const match = /^(due|scheduled|start|ends?)(?:([+-])(\S+))?$/.exec(word);
  if (match === null) return null;
  const [, date = "", sign, length] = match;
  const seconds = length === undefined ? 0 : durationSeconds(length);
  if (seconds === null) return null;
  return { by: dateOf(date), seconds: sign === "-" ? -seconds : seconds };
}

/** Words with spaces or commas between them, each in its one form, sorted; `null`: one of them is none. */
export function readReminders(text: string): readonly string[] | null {
  const read = text.split(/[\s,;]+/).filter((word) => word !== "").map(reminderOf);
  const known = read.filter((each) => each !== null);
  if (known.length < read.length) return null;
  return [...new Set(known.map(reminderWord))].sort();
}

function dateOf(word: string): ReminderDate {
  if (word === "due") return "due";
  return word.startsWith("end") ? "ends" : "scheduled";
}

/** As Taskwarrior exports dates. */
function compactInstant(word: string): Instant | null {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(word);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match;
  return readInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
