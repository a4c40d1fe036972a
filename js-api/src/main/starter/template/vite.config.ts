import react from "@vitejs/plugin-react";
import { sqlsync } from "sqlsync/vite";
import { defineConfig } from "vite";

export default defineConfig({ plugins: [react(), sqlsync()] });
