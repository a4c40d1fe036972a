// The SharedWorker. Static imports only: nothing may be awaited before `onconnect` is set, or the first port is lost.
import { main } from "./worker-impl.js";

main([]);
