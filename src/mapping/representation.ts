import { jsonEqual } from "@/domain/json.ts";
import type { FieldValue } from "@/domain/fields.ts";
import type { PairContext, Representation, SaidField } from "@/domain/representation.ts";
import { otherSide, type Side } from "@/domain/task.ts";
import type { Translation } from "@/mapping/field_mapping.ts";
import { fieldMappings } from "@/mapping/fields.ts";
import type { Markup } from "@/mapping/markup_functions.ts";
import { type MappingRules, usualRules } from "@/mapping/rules.ts";
import { taskwarriorText } from "@/mapping/taskwarrior/text.ts";

/**
 * Each field is two plain translations; a value that the current one already says is always answered with the current one, so what cannot be said exactly (priority 5,
 * HTML beyond Markdown, a blank title, a date of the year 1) never looks like an edit.
 * `markup` is asked for only where a task has notes or comments.
 */
const translations: { readonly [F in SaidField]: Translation<FieldValue<F>> } = fieldMappings;

export function createRepresentation(
  markup: () => Markup,
  rules: MappingRules = usualRules,
): Representation {
  const translate = <F extends SaidField>(
    field: F,
    value: FieldValue<F>,
    to: Side,
    context: PairContext,
  ): FieldValue<F> => {
    const translation: Translation<FieldValue<F>> = translations[field];
    const saying = { ...context, markup, rules };
    return to === "taskwarrior"
      ? translation.toTaskwarrior(value, saying)
      : translation.toVikunja(value, saying);
  };
  return {
    express(field, value, to, current, context) {
      const said = translate(field, value, to, context);
      if (current === null || jsonEqual(said, current)) return said;
      const back = translate(field, current, otherSide(to), context);
      return jsonEqual(back, value) ? current : said;
    },
    expressComment: (text, to) =>
      to === "vikunja"
        ? markup().commentToHtml(text)
        : annotationText(markup().commentToText(text)),
  };
}

/** What is shorter is not looked at: only nonsense of that length loses anything. */
const shortestLosing = 2_000;

/** Whether of these notes only the text goes over to the other side, without its formatting. */
export function losesFormatting(notes: string, from: Side, markup: () => Markup): boolean {
  return notes.length >= shortestLosing &&
    markup().losesFormatting(notes, from === "vikunja" ? "html" : "markdown");
}

/** Never empty: 2.6.2 drops such annotations. */
function annotationText(plain: string): string {
  const text = taskwarriorText(plain);
  return text === "" ? "(no text)" : text;
}
