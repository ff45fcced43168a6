import { type ReminderDate, reminderOf, reminderWord } from "@/domain/reminders.ts";
import type { Json, JsonObject } from "@/domain/json.ts";
import { objectsOf, textOf, uniqueSorted } from "@/mapping/json_values.ts";
import { instantOf } from "@/mapping/vikunja/date.ts";

const columns: Readonly<Record<ReminderDate, string>> = {
  due: "due_date",
  scheduled: "start_date",
  ends: "end_date",
};
const dates = Object.keys(columns) as readonly ReminderDate[];

/** The reminders of an answer, in words. The time that the server has worked out of a relative one is its own. */
export function remindersIn(raw: JsonObject): readonly string[] {
  return uniqueSorted(
    objectsOf(raw["reminders"]).flatMap((reminder) => {
      const by = dates.find((date) => columns[date] === textOf(reminder["relative_to"]));
      if (by !== undefined) {
        return reminderWord({ by, seconds: Number(reminder["relative_period"] ?? 0) });
      }
      const at = instantOf(reminder["reminder"]);
      return at === null ? [] : reminderWord({ at });
    }),
  );
}

/** As a request has them. */
export function remindersFor(words: readonly string[]): Json {
  return words.flatMap((word) => {
    const reminder = reminderOf(word);
    if (reminder === null) return [];
    return "at" in reminder
      ? { reminder: reminder.at }
      : { relative_period: reminder.seconds, relative_to: columns[reminder.by] };
  });
}
