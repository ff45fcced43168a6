import { invalidField, Refusal } from "../errors.ts";
import type { Reminder } from "../store/rows.ts";
import { parseDate } from "../time.ts";

/** A task as requests send it; dates are RFC 3339 texts. */
export interface TaskBody {
  readonly id?: number;
  readonly title?: string;
  readonly description?: string;
  readonly done?: boolean;
  readonly done_at?: string;
  readonly due_date?: string;
  readonly start_date?: string;
  readonly end_date?: string;
  readonly reminders?: readonly ReminderBody[];
  readonly project_id?: number;
  readonly repeat_after?: number;
  readonly repeat_mode?: number;
  readonly priority?: number;
  readonly percent_done?: number;
  readonly hex_color?: string;
  readonly is_favorite?: boolean;
  readonly assignees?: readonly { readonly id?: number }[];
  readonly labels?: readonly Readonly<Record<string, unknown>>[];
  readonly index?: number;
  readonly cover_image_attachment_id?: number;
  readonly bucket_id?: number;
}

interface ReminderBody {
  readonly reminder?: string;
  readonly relative_period?: number;
  readonly relative_to?: string;
}

export interface Dates {
  readonly dueDate: number | null;
  readonly startDate: number | null;
  readonly endDate: number | null;
}

const longestRepeat = 315_360_000;

export function checkTaskBody(body: TaskBody): void {
  const color = body.hex_color ?? "";
  if ([...color].length > 7) {
    throw invalidField("hex_color", `${color} does not validate as runelength(0|7)`);
  }
  const repeat = body.repeat_after ?? 0;
  if (repeat < 0) {
    throw invalidField(
      "repeat_after",
      `${repeat} does not validate as range(0|9223372036854775807)`,
    );
  }
  if (repeat > longestRepeat) {
    throw new Refusal(
      400,
      4029,
      "The task repeat interval must be between 0 and 315360000 seconds (10 years).",
    );
  }
}

export function datesOf(body: TaskBody): Dates {
  return {
    dueDate: parseDate(body.due_date),
    startDate: parseDate(body.start_date),
    endDate: parseDate(body.end_date),
  };
}

/** In the order given; relative ones are computed from the dates. */
export function remindersOf(
  given: readonly ReminderBody[],
  dates: Dates,
): readonly Reminder[] {
  return given.map(({ reminder, relative_period: period = 0, relative_to: relativeTo = "" }) => {
    if (relativeTo === "") {
      if (period !== 0) throw relativeToMissing();
      return { at: parseDate(reminder), period, relativeTo };
    }
    return { at: relativeInstant({ period, relativeTo }, dates), period, relativeTo };
  });
}

/** The relative ones again, after the dates changed. */
export function recomputed(reminders: readonly Reminder[], dates: Dates): readonly Reminder[] {
  return reminders.map((one) =>
    one.relativeTo === "" ? one : { ...one, at: relativeInstant(one, dates) }
  );
}

/** As they are stored: by time, of an instant only the last. */
export function storedReminders(reminders: readonly Reminder[]): readonly Reminder[] {
  const byInstant = new Map<number, Reminder>();
  for (const one of reminders) {
    byInstant.set(one.at ?? -Infinity, one);
  }
  return [...byInstant.entries()].sort(([a], [b]) => a - b).map(([, one]) => one);
}

function relativeInstant(
  { period, relativeTo }: Omit<Reminder, "at">,
  dates: Dates,
): number | null {
  const from = baseDate(relativeTo, dates);
  return from === null ? null : from + period;
}

function baseDate(relativeTo: string, dates: Dates): number | null {
  switch (relativeTo) {
    case "due_date":
      return dates.dueDate;
    case "start_date":
      return dates.startDate;
    case "end_date":
      return dates.endDate;
    default:
      throw relativeToMissing();
  }
}

function relativeToMissing(): Refusal {
  return new Refusal(400, 4022, "Please provide what the reminder date is relative to");
}
