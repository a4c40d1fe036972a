export default { name: "broken", migrations: ["CREATE TABLE fine (x)", "CREATE TABEL typo (x)"], mutations: {} };
