/** U+0000–U+001F but \t \n \r: an export prints them raw, which is no JSON. */
const controls = /[^\P{Cc}\t\n\r\u007f-\u009f]/gu;

/** The text as Taskwarrior can hold it: without control characters and lone surrogates. */
export function taskwarriorText(text: string): string {
  return text.replace(controls, "").toWellFormed();
}
