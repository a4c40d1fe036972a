// Private windows of some browsers: it is there, and does not open.
IDBFactory.prototype.open = () => {
  throw new DOMException(
    "A mutation operation was attempted on a database that did not allow mutations.",
    "InvalidStateError",
  );
};
