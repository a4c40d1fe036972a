// Everything is there, and no file can be opened.
if (globalThis.FileSystemFileHandle) {
  FileSystemFileHandle.prototype.createSyncAccessHandle = async () => {
    throw new DOMException("The disk does not answer.", "UnknownError");
  };
}
