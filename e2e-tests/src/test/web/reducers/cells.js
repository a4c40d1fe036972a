/** A hundred cells, written over and over: the database keeps its size, whatever happens to it. */
export default {
  name: "cells",
  migrations: [
    `CREATE TABLE cells (slot INTEGER PRIMARY KEY, value TEXT NOT NULL);
     INSERT INTO cells
       WITH RECURSIVE slots(slot) AS (SELECT 0 UNION ALL SELECT slot + 1 FROM slots WHERE slot < 99)
       SELECT slot, '' FROM slots`,
  ],
  mutations: {
    put(tx, { slot, value }) {
      tx.run("UPDATE cells SET value = ? WHERE slot = ?", [value, slot]);
    },
  },
};
