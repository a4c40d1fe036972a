export default { name: "broken", migrations: [, mutations: {} };
