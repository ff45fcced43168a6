/** As both Taskwarriors write it: lower case. */
export const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** As people and other programs may write it. */
export const uuidInAnyCase = new RegExp(uuidForm, "i");
