package sqlsync.demo;

import java.util.Map;
import sqlsync.application.JavaReducer;
import sqlsync.application.Params;
import sqlsync.application.Tx;
import sqlsync.application.Value;

/**
 * The reducer of the demo, in Java: the twin of {@code todo.js}, mutation for mutation. The same
 * class runs on the coordinator and, compiled, in the browser.
 */
public final class TodoReducer extends JavaReducer {
    private static final int TITLE_CHARS_MAX = 500;

    private static final String SCHEMA =
            """

              CREATE TABLE lists (
                id TEXT NOT NULL PRIMARY KEY,
                name TEXT NOT NULL,
                position INTEGER NOT NULL
              ) STRICT;

              CREATE TABLE tasks (
                id TEXT NOT NULL PRIMARY KEY,
                list TEXT NOT NULL REFERENCES lists (id) ON DELETE CASCADE,
                title TEXT NOT NULL,
                done INTEGER NOT NULL DEFAULT 0,
                position INTEGER NOT NULL,
                made INTEGER NOT NULL
              ) STRICT;
              CREATE INDEX tasks_by_list ON tasks (list, position);

              CREATE TABLE greeted (once INTEGER NOT NULL PRIMARY KEY) STRICT;
            """;

    private static final String ABOUT =
            "CREATE TABLE about (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), name TEXT NOT"
                    + " NULL) STRICT";

    public TodoReducer() {
        super("todo");
        migration(SCHEMA);
        migration(ABOUT);
        mutationReturning("greet", this::greet);
        mutation("nameNotebook", this::nameNotebook);
        mutationReturning("createList", this::createList);
        mutation("renameList", this::renameList);
        mutation("deleteList", this::deleteList);
        mutationReturning("addTask", this::addTask);
        mutation("renameTask", this::renameTask);
        mutation("setDone", this::setDone);
        mutationReturning("deleteTask", this::deleteTask);
        mutation("restoreTask", this::restoreTask);
        mutation("clearDone", this::clearDone);
    }

    /** A first list, once in the life of a document. */
    private Object greet(Tx tx, Value args) {
        if (tx.run("INSERT OR IGNORE INTO greeted (once) VALUES (1)") == 0) {
            return null;
        }
        String id = insertList(tx, args.get("list"));
        for (Value title : args.get("tasks").items()) {
            insertTask(tx, Value.of(id), title);
        }
        return Map.of("id", id);
    }

    private void nameNotebook(Tx tx, Value args) {
        Value name = text(tx, args.get("name"), "A notebook");
        tx.run(
                "INSERT INTO about (one, name) VALUES (1, ?)"
                        + " ON CONFLICT (one) DO UPDATE SET name = excluded.name",
                name);
    }

    private Object createList(Tx tx, Value args) {
        return Map.of("id", insertList(tx, text(tx, args.get("name"), "A list")));
    }

    private void renameList(Tx tx, Value args) {
        requireList(tx, args.get("id"));
        String name = text(tx, args.get("name"), "A list").text();
        tx.run("UPDATE lists SET name = ? WHERE id = ?", name, args.get("id"));
    }

    /** Its tasks go with it. */
    private void deleteList(Tx tx, Value args) {
        tx.run("DELETE FROM lists WHERE id = ?", args.get("id"));
    }

    private Object addTask(Tx tx, Value args) {
        requireList(tx, args.get("list"));
        Value title = text(tx, args.get("title"), "A task");
        return Map.of("id", insertTask(tx, args.get("list"), title));
    }

    private void renameTask(Tx tx, Value args) {
        requireTask(tx, args.get("id"));
        Value title = text(tx, args.get("title"), "A task");
        tx.run("UPDATE tasks SET title = ? WHERE id = ?", title, args.get("id"));
    }

    private void setDone(Tx tx, Value args) {
        requireTask(tx, args.get("id"));
        int done = args.get("done").isTruthy() ? 1 : 0;
        tx.run("UPDATE tasks SET done = ? WHERE id = ?", done, args.get("id"));
    }

    /** Returns what was deleted, so that it can be restored. */
    private Object deleteTask(Tx tx, Value args) {
        Value task = tx.get("SELECT * FROM tasks WHERE id = ?", args.get("id"));
        tx.run("DELETE FROM tasks WHERE id = ?", args.get("id"));
        return task.isUndefined() ? null : task;
    }

    /** Takes what {@link #deleteTask} returned. */
    private void restoreTask(Tx tx, Value args) {
        Value task = args.get("task");
        requireList(tx, Value.of(task.get("list").toString()));
        tx.run(
                "INSERT OR IGNORE INTO tasks (id, list, title, done, position, made)"
                        + " VALUES (:id, :list, :title, :done, :position, :made)",
                Params.from(task));
    }

    private void clearDone(Tx tx, Value args) {
        tx.run("DELETE FROM tasks WHERE list = ? AND done = 1", args.get("list"));
    }

    /** Trimmed, or the mutation is refused and nothing happens. */
    private static Value text(Tx tx, Value value, String what) {
        String trimmed = value.isText() ? Blanks.trim(value.text()) : "";
        if (trimmed.isEmpty()) {
            throw tx.reject("empty", what + " needs a name.");
        }
        if (trimmed.length() > TITLE_CHARS_MAX) {
            throw tx.reject("too-long", what + " has at most " + TITLE_CHARS_MAX + " characters.");
        }
        return Value.of(trimmed);
    }

    private static void requireList(Tx tx, Value list) {
        if (tx.get("SELECT 1 FROM lists WHERE id = ?", list).isUndefined()) {
            throw tx.reject(
                    "no-such-list",
                    "This list was deleted. Make another one if it is still needed.");
        }
    }

    private static void requireTask(Tx tx, Value task) {
        if (tx.get("SELECT 1 FROM tasks WHERE id = ?", task).isUndefined()) {
            throw tx.reject(
                    "no-such-task", "This task was deleted. Add it again if it is still needed.");
        }
    }

    private static String insertList(Tx tx, Value name) {
        String id = tx.uuid();
        tx.run(
                "INSERT INTO lists (id, name, position)"
                        + " SELECT ?, ?, coalesce(max(position), 0) + 1 FROM lists",
                id,
                name);
        return id;
    }

    private static String insertTask(Tx tx, Value list, Value title) {
        String id = tx.uuid();
        tx.run(
                "INSERT INTO tasks (id, list, title, position, made)"
                        + " SELECT ?, ?, ?, coalesce(max(position), 0) + 1, ?"
                        + " FROM tasks WHERE list = ?",
                id,
                list,
                title,
                tx.timestamp(),
                list);
        return id;
    }
}
