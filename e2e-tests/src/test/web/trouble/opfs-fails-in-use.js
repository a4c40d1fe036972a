// On "fail", writing and flushing fails until "heal".
if (globalThis.FileSystemSyncAccessHandle) {
  let failing = false;
  onTrouble({
    fail: () => {
      failing = true;
    },
    heal: () => {
      failing = false;
    },
  });
  for (const name of ["write", "flush", "truncate"]) {
    const real = FileSystemSyncAccessHandle.prototype[name];
    FileSystemSyncAccessHandle.prototype[name] = function (...args) {
      if (failing) {
        throw new DOMException("The disk is gone.", "UnknownError");
      }
      return real.apply(this, args);
    };
  }
}
