// The SharedWorker of the compiled stories. Nothing is awaited before `onconnect` is set.
import { main } from "./stories-impl.js";

main([]);
