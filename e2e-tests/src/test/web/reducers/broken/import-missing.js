import "./not-there.js";
export default { name: "broken", migrations: [], mutations: {} };
