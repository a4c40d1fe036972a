// A browser, or a window of it, without a private file system for sites.
delete StorageManager.prototype.getDirectory;
