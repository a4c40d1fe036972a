// An application of the stores, for FrameworksIT.
import { mount, unmount } from "svelte";
import Notes from "./Notes.svelte";

globalThis.app = {
  mount(id, options) {
    const component = mount(Notes, { target: document.body, props: { id, options } });
    app.unmount = () => unmount(component);
  },
};
