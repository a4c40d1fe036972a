// What StageIT calls: storage of the browser and the page's own life, without the package.
globalThis.patienceMs = 180_000;
globalThis.inTime = (call) => {
  const late = new Promise((_, reject) => setTimeout(reject, patienceMs, new Error("No answer.")));
  return Promise.race([call(), late]);
};

globalThis.cameBack = false;
addEventListener("pageshow", (event) => {
  globalThis.cameBack = event.persisted;
});

globalThis.keep = async (name, text) => {
  const root = await navigator.storage.getDirectory();
  const stream = await (await root.getFileHandle(name, { create: true })).createWritable();
  await stream.write(text);
  await stream.close();
};

globalThis.kept = async (name) => {
  const root = await navigator.storage.getDirectory();
  return (await (await root.getFileHandle(name)).getFile()).text();
};

/** Changes one byte of each place in the library's files where this text lies. */
globalThis.rot = async (text) => {
  const home = await (
    await (await navigator.storage.getDirectory()).getDirectoryHandle("sqlsync")
  ).getDirectoryHandle("default");
  const wanted = new TextEncoder().encode(text);
  let rotten = 0;
  for await (const handle of home.values()) {
    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
    for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
      if (!wanted.every((byte, i) => bytes[at + i] === byte)) continue;
      bytes[at] ^= 1;
      rotten++;
    }
    const stream = await handle.createWritable();
    await stream.write(bytes);
    await stream.close();
  }
  if (rotten === 0) throw new Error("There is no such text.");
  return rotten;
};

globalThis.tabIsLoaded = true;
