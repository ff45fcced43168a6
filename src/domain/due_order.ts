/** In place of a due date, where there is none: sorts after every instant. */
export const noDueDate = "~";
