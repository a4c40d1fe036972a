export default { name: "broken", migrations: [] };
