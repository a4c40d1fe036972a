export default Promise.resolve({ name: "broken", migrations: [], mutations: {} });
