export default { name: "broken", migrations: [], mutations: { add: "INSERT INTO t VALUES (1)" } };
