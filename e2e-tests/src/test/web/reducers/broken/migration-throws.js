export default {
  name: "broken",
  migrations: [
    (tx) => {
      tx.run("CREATE TABLE fine (x)");
      throw new Error("the migration fell over");
    },
  ],
  mutations: {},
};
