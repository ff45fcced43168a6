import {
  anything,
  between,
  date,
  type Fields,
  flag,
  integer,
  listOf,
  number,
  object,
  text,
  upTo,
} from "./fields.ts";

const readOnly = { $schema: text, max_permission: integer };

const userFields: Fields = {
  id: integer,
  name: text,
  username: text,
  email: text,
  created: date,
  updated: date,
};

export const labelFields: Fields = {
  id: integer,
  title: upTo(250),
  description: text,
  hex_color: upTo(7),
  created_by: anything,
  created: date,
  updated: date,
  ...readOnly,
};

const reminderFields: Fields = {
  reminder: date,
  relative_period: integer,
  relative_to: text,
};

export const taskFields: Fields = {
  id: integer,
  title: between(1),
  description: text,
  done: flag,
  done_at: date,
  due_date: date,
  start_date: date,
  end_date: date,
  reminders: listOf(object(reminderFields)),
  project_id: integer,
  repeat_after: integer,
  repeat_mode: integer,
  priority: integer,
  percent_done: number,
  hex_color: upTo(7),
  is_favorite: flag,
  assignees: listOf(object(userFields)),
  labels: listOf(object(labelFields)),
  identifier: text,
  index: integer,
  related_tasks: anything,
  attachments: anything,
  cover_image_attachment_id: integer,
  bucket_id: integer,
  position: number,
  reactions: anything,
  created_by: anything,
  subscription: anything,
  comments: anything,
  comment_count: integer,
  buckets: anything,
  created: date,
  updated: date,
  ...readOnly,
};

export const bulkCreateFields: Fields = {
  tasks: { kind: "list", of: object(taskFields), least: 1, most: 100 },
  ...readOnly,
};

export const bulkUpdateFields: Fields = {
  task_ids: listOf(integer),
  fields: listOf(text),
  values: object(taskFields),
  tasks: anything,
  ...readOnly,
};

export const projectFields: Fields = {
  id: integer,
  title: upTo(250),
  description: text,
  identifier: upTo(10),
  hex_color: upTo(7),
  parent_project_id: integer,
  owner: anything,
  is_archived: flag,
  background_information: anything,
  background_blur_hash: text,
  is_favorite: flag,
  position: number,
  views: anything,
  created: date,
  updated: date,
  ...readOnly,
};

export const commentFields: Fields = {
  id: integer,
  comment: text,
  author: anything,
  reactions: anything,
  created: date,
  updated: date,
  ...readOnly,
};

export const relationFields: Fields = {
  task_id: integer,
  other_task_id: integer,
  relation_kind: text,
  created_by: anything,
  created: date,
  ...readOnly,
};

export const taskLabelFields: Fields = { label_id: integer, created: date, ...readOnly };
export const taskLabelsFields: Fields = { labels: listOf(object(labelFields)), ...readOnly };
export const assigneeFields: Fields = { user_id: integer, created: date, ...readOnly };
export const assigneesFields: Fields = { assignees: listOf(object(userFields)), ...readOnly };
export const reactionFields: Fields = { value: text, user: anything, created: date, ...readOnly };
export const bucketTaskFields: Fields = { task_id: integer, ...readOnly };
export const positionFields: Fields = { position: number, project_view_id: integer, ...readOnly };

export const webhookFields: Fields = {
  id: integer,
  target_url: text,
  events: listOf(text),
  project_id: integer,
  user_id: integer,
  secret: text,
  basic_auth_user: text,
  basic_auth_password: text,
  created_by: anything,
  created: date,
  updated: date,
  ...readOnly,
};

export const shareFields: Fields = {
  id: integer,
  username: text,
  permission: integer,
  created: date,
  updated: date,
  ...readOnly,
};

export const filterFields: Fields = {
  id: integer,
  title: upTo(250),
  description: text,
  filters: anything,
  owner: anything,
  is_favorite: flag,
  created: date,
  updated: date,
  ...readOnly,
};

export const tokenFields: Fields = {
  id: integer,
  title: text,
  token: text,
  permissions: anything,
  expires_at: date,
  created: date,
  owner_id: integer,
  ...readOnly,
};

export const registerFields: Fields = {
  username: text,
  password: between(8),
  email: text,
  language: text,
  ...readOnly,
};
export const loginFields: Fields = {
  username: text,
  password: text,
  totp_passcode: text,
  long_token: flag,
  ...readOnly,
};
