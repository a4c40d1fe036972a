/** A thousand items on many pages, and a list of notes on others. */
export default {
  name: "shelf",
  migrations: [
    `CREATE TABLE items (id INTEGER PRIMARY KEY, title TEXT NOT NULL, place INTEGER NOT NULL);
     INSERT INTO items
       WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000)
       SELECT x, 'An item with the number ' || x, x FROM n;
     CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)`,
  ],
  mutations: {
    rename(tx, { id, title }) {
      tx.run("UPDATE items SET title = ? WHERE id = ?", [title, id]);
    },
    move(tx, { id, place }) {
      tx.run("UPDATE items SET place = ? WHERE id = ?", [place, id]);
    },
    remove(tx, { id }) {
      tx.run("DELETE FROM items WHERE id = ?", [id]);
    },
    note(tx, { text }) {
      tx.run("INSERT INTO notes (text) VALUES (?)", [text]);
    },
  },
};
