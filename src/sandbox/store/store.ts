import type * as rows from "./rows.ts";
import { type Change, createTable, type StoredTable, type Table, type TableCopy } from "./table.ts";

/** Everything the server knows, in memory. Rows are never changed in place. */
export interface Store {
  readonly users: Table<rows.User>;
  readonly sessions: Table<rows.Session>;
  readonly tokens: Table<rows.ApiToken>;
  readonly projects: Table<rows.Project>;
  readonly views: Table<rows.View>;
  readonly buckets: Table<rows.Bucket>;
  readonly tasks: Table<rows.Task>;
  readonly labels: Table<rows.Label>;
  readonly comments: Table<rows.Comment>;
  readonly relations: Table<rows.Relation>;
  readonly webhooks: Table<rows.Webhook>;
  readonly shares: Table<rows.Share>;
  readonly filters: Table<rows.SavedFilter>;
  readonly favorites: Table<rows.Favorite>;
  readonly reactions: Table<rows.Reaction>;
  readonly subscriptions: Table<rows.Subscription>;
  readonly by: Lookups;
  /** All changes of `work`, or none of them when it throws. */
  transaction<T>(work: () => T): T;
  readonly tables: ReadonlyMap<string, StoredTable>;
  copy(): StoreCopy;
  /** Everything is as it was then; nobody is told. */
  restore(copy: StoreCopy): void;
  /** Told of every committed transaction that changed something. */
  onCommit: (touched: ReadonlyMap<string, ReadonlySet<number>>) => void;
}

/** All tables by name, as they were. */
export type StoreCopy = ReadonlyMap<string, TableCopy>;

interface Lookups {
  readonly userByName: (username: string) => readonly rows.User[];
  readonly sessionByToken: (token: string) => readonly rows.Session[];
  readonly tokenByText: (token: string) => readonly rows.ApiToken[];
  readonly childrenOf: (projectId: number) => readonly rows.Project[];
  readonly viewsOf: (projectId: number) => readonly rows.View[];
  readonly bucketsOf: (viewId: number) => readonly rows.Bucket[];
  readonly tasksOf: (projectId: number) => readonly rows.Task[];
  readonly highestIndexOf: (projectId: number) => number;
  readonly commentsOf: (taskId: number) => readonly rows.Comment[];
  readonly relationsOf: (taskId: number) => readonly rows.Relation[];
  readonly hooksOf: (projectId: number) => readonly rows.Webhook[];
  readonly sharesOf: (projectId: number) => readonly rows.Share[];
  readonly favoritesOf: (userId: number) => readonly rows.Favorite[];
  /** By `task:ID` or `project:ID`. */
  readonly favoritesOfEntity: (entity: string) => readonly rows.Favorite[];
  readonly reactionsOf: (taskId: number) => readonly rows.Reaction[];
  readonly subscriptionsOf: (taskId: number) => readonly rows.Subscription[];
}

export function createStore(): Store {
  const tables = new Map<string, StoredTable>();
  let changes: Change[] = [];
  const table = <T extends rows.Row>(name: string): Table<T> => {
    const parts = createTable<T>(name, (change) => changes.push(change));
    tables.set(name, parts.stored);
    return parts.table;
  };
  const store = {
    users: table<rows.User>("user"),
    sessions: table<rows.Session>("session"),
    tokens: table<rows.ApiToken>("token"),
    projects: table<rows.Project>("project"),
    views: table<rows.View>("view"),
    buckets: table<rows.Bucket>("bucket"),
    tasks: table<rows.Task>("task"),
    labels: table<rows.Label>("label"),
    comments: table<rows.Comment>("comment"),
    relations: table<rows.Relation>("relation"),
    webhooks: table<rows.Webhook>("webhook"),
    shares: table<rows.Share>("share"),
    filters: table<rows.SavedFilter>("filter"),
    favorites: table<rows.Favorite>("favorite"),
    reactions: table<rows.Reaction>("reaction"),
    subscriptions: table<rows.Subscription>("subscription"),
  };
  const by: Lookups = {
    userByName: store.users.indexBy((user) => user.username),
    sessionByToken: store.sessions.indexBy((session) => session.token),
    tokenByText: store.tokens.indexBy((token) => token.token),
    childrenOf: store.projects.indexBy((project) => project.parentId),
    viewsOf: store.views.indexBy((view) => view.projectId),
    bucketsOf: store.buckets.indexBy((bucket) => bucket.viewId),
    tasksOf: store.tasks.indexBy((task) => task.projectId),
    highestIndexOf: store.tasks.highestBy((task) => task.projectId, (task) => task.index),
    commentsOf: store.comments.indexBy((comment) => comment.taskId),
    relationsOf: store.relations.indexBy((relation) => relation.taskId),
    hooksOf: store.webhooks.indexBy((hook) => hook.projectId),
    sharesOf: store.shares.indexBy((share) => share.projectId),
    favoritesOf: store.favorites.indexBy((favorite) => favorite.userId),
    favoritesOfEntity: store.favorites.indexBy((one) => `${one.entity}:${one.entityId}`),
    reactionsOf: store.reactions.indexBy((reaction) => reaction.taskId),
    subscriptionsOf: store.subscriptions.indexBy((subscription) => subscription.taskId),
  };
  return {
    ...store,
    by,
    tables,
    onCommit: () => {},
    copy: () => new Map([...tables].map(([name, table]) => [name, table.copy()])),
    restore(copy) {
      for (const [name, one] of copy) tables.get(name)?.restore(one);
    },
    transaction(work) {
      changes = [];
      try {
        const result = work();
        if (changes.length > 0) this.onCommit(touched(changes));
        return result;
      } catch (error) {
        for (const change of changes.reverse()) change.undo();
        throw error;
      } finally {
        changes = [];
      }
    },
  };
}

function touched(changes: readonly Change[]): ReadonlyMap<string, ReadonlySet<number>> {
  const ids = new Map<string, Set<number>>();
  for (const { table, id } of changes) {
    const of = ids.get(table) ?? new Set<number>();
    ids.set(table, of.add(id));
  }
  return ids;
}
