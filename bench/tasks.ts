/** A task as both floors and Taskwarrior need it. */
export interface BenchTask {
  readonly title: string;
  readonly project: string;
  readonly labels: readonly string[];
}

/** Every third task has a comment, and the one after it depends on it. */
export interface FarTask extends BenchTask {
  readonly uuid: string;
  readonly comments: readonly string[];
  readonly depends: readonly string[];
}

const projects = 10;

/** As many as asked for, in ten projects; every second one has a label where `labelled`. */
export function benchTasks(count: number, labelled: boolean): readonly BenchTask[] {
  return Array.from({ length: count }, (_, index) => ({
    title: `Task ${index + 1}: water the plants and buy bread`,
    project: `Project ${Math.floor(index * projects / count) + 1}`,
    labels: labelled && index % 2 === 0 ? [`label${index % 10}`] : [],
  }));
}

/** What `task import` takes. */
export function taskwarriorObjects(tasks: readonly BenchTask[]): readonly object[] {
  return tasks.map(({ title, project, labels }) => ({
    uuid: crypto.randomUUID(),
    description: title,
    project,
    status: "pending",
    entry: "20261120T100000Z",
    ...(labels.length === 0 ? {} : { tags: labels }),
  }));
}
