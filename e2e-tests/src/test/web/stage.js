// What StageIT calls: storage of the browser and the page's own life, without the package.
globalThis.inTime = (call) => {
  const late = new Promise((_, reject) => setTimeout(reject, 1_000, new Error("No answer.")));
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

globalThis.tabIsLoaded = true;
