// Older browsers have the directories, and no way to write a file and know when it is on disk.
delete globalThis.FileSystemFileHandle?.prototype.createSyncAccessHandle;
