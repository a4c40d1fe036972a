export default { name: "broken", migrations: [42], mutations: {} };
