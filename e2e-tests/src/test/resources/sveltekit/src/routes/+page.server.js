export const load = () => ({ notes: [{ id: "server", text: "From the server" }] });
