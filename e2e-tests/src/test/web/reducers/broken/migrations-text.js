export default { name: "broken", migrations: "CREATE TABLE t (x)", mutations: {} };
