// An application of the composables, for FrameworksIT.
import { sql } from "sqlsync";
import { useDocument, useMutate, useQuery } from "sqlsync/vue";
import { createApp, h, ref } from "vue";

globalThis.app = {
  mount(id, options) {
    const searched = ref("");
    const vue = createApp({
      setup() {
        const { document } = useDocument(id, options);
        const { rows } = useQuery(document, () => sql`SELECT text FROM notes WHERE text LIKE ${`%${searched.value}%`}`);
        const mutate = useMutate(document);
        app.note = (text) => mutate("note", { text });
        return () =>
          h("main", [
            h(
              "ul",
              rows.value?.map(({ text }) => h("li", text)),
            ),
            h("output", rows.value?.length),
          ]);
      },
    });
    app.find = (text) => (searched.value = text);
    app.unmount = () => vue.unmount();
    vue.mount(document.body.appendChild(document.createElement("div")));
  },
};
