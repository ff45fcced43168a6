const forms: readonly RegExp[] = [
  /^(?:and|or|xor|!|\(|\))$/,
  // Those in capitals are Taskwarrior's own: `+OVERDUE`, `+BLOCKED`.
  /^\(*[+-](?=.*\p{Ll})[^\s()]+\)*$/u,
  /^\(*(?:project|priority)(?:\.(?:is|isnt|not|has|hasnt|none|any))?:[^\s()]*\)*$/,
];

/**
 * Whether a filter asks for tags, projects and priorities alone: what it takes does not change with the time, nor with
 * other tasks, so that where no task changed there is nothing to ask.
 */
export function isSteady(words: readonly string[]): boolean {
  return words.every((word) => forms.some((form) => form.test(word)));
}
