// The storage host, a dedicated worker.
import { main } from "./storage-host-impl.js";

main([]);
