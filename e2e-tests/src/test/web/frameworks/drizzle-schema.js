// Tables of DrizzleIT: two of them have columns of one name.
import { relations } from "drizzle-orm";
import { blob, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const lists = sqliteTable("lists", { id: text().primaryKey(), name: text().notNull() });

export const notes = sqliteTable("notes", {
  id: text().primaryKey(),
  name: text().notNull(),
  listId: text("list_id").references(() => lists.id),
  made: integer({ mode: "timestamp_ms" }).notNull(),
  done: integer({ mode: "boolean" }).notNull().default(false),
  tags: text({ mode: "json" }),
  size: blob({ mode: "bigint" }),
  shape: blob({ mode: "json" }),
  picture: blob(),
});

export const listRelations = relations(lists, ({ many }) => ({ notes: many(notes) }));
export const noteRelations = relations(notes, ({ one }) => ({
  list: one(lists, { fields: [notes.listId], references: [lists.id] }),
}));
