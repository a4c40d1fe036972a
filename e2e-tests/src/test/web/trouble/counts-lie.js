// From "lie" on until "heal", every third write writes half, and counts that, or, as Chromium has at the edge of its
// quota, 2^32 - 8.
if (globalThis.FileSystemSyncAccessHandle) {
  let lying = false;
  let writes = 0;
  onTrouble({
    lie: () => {
      lying = true;
    },
    heal: () => {
      lying = false;
    },
  });
  const real = FileSystemSyncAccessHandle.prototype.write;
  FileSystemSyncAccessHandle.prototype.write = function (bytes, options) {
    if (!lying || ++writes % 3 !== 0) {
      return real.call(this, bytes, options);
    }
    const half = bytes.subarray(0, bytes.length >> 1);
    real.call(this, half, options);
    return writes % 2 === 0 ? half.length : 4294967288;
  };
}
