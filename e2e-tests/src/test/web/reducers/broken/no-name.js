export default { migrations: [], mutations: {} };
