import { sql, type SqlDocument } from "sqlsync";
import { useDocument, useDraft, useMutate, useQuery, useRejected, useStatus } from "sqlsync/react";
import { coordinator, token, user } from "./sync.ts";
import tasks from "./tasks.reducer.ts";

type TasksDocument = SqlDocument<typeof tasks>;
interface Task {
  readonly id: string;
  readonly title: string;
  readonly done: number;
}

const options = { reducer: tasks, coordinator, token, user };

export function App() {
  const { document, error } = useDocument("tasks", options);
  if (error) return <p role="alert">{error.message}</p>;
  if (!document) return <p>Opening …</p>;
  return (
    <main>
      <h1>Tasks</h1>
      <NewTask document={document} />
      <TaskList document={document} />
      <Refused document={document} />
      <Status document={document} />
    </main>
  );
}

function NewTask({ document }: { document: TasksDocument }) {
  const mutate = useMutate(document);
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        await mutate("add", { title: String(new FormData(form).get("title")) });
        form.reset();
      }}
    >
      <input name="title" aria-label="A new task" placeholder="A new task" required autoComplete="off" />
      <button>Add</button>
    </form>
  );
}

function TaskList({ document }: { document: TasksDocument }) {
  const { rows } = useQuery(document, sql<Task>`SELECT id, title, done FROM tasks ORDER BY made`);
  if (rows?.length === 0) return <p>Nothing to do.</p>;
  return (
    <ul>
      {rows?.map((task) => (
        <TaskItem key={task.id} document={document} task={task} />
      ))}
    </ul>
  );
}

function TaskItem({ document, task: { id, title, done } }: { document: TasksDocument; task: Task }) {
  const mutate = useMutate(document);
  // What was entered is shown at once, and until the row has it.
  const [draft, setDraft, leaveDraft] = useDraft(title, (title) => mutate("rename", { id, title }));
  const [checked, setChecked] = useDraft(done === 1, (done) => mutate("setDone", { id, done }));
  return (
    <li>
      <input
        type="checkbox"
        aria-label={`${title}: done`}
        checked={checked}
        onChange={(event) => setChecked(event.target.checked)}
      />
      <input
        className="title"
        aria-label="Title"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={leaveDraft}
      />
      <button aria-label={`Delete ${title}`} onClick={() => mutate("remove", { id })}>
        ×
      </button>
    </li>
  );
}

/** What others were faster with: the coordinator has refused it. */
function Refused({ document }: { document: TasksDocument }) {
  const rejected = useRejected(document);
  return rejected?.map(({ id, message }) => (
    <p key={id} role="alert">
      {message} <button onClick={() => document.dismiss(id)}>OK</button>
    </p>
  ));
}

function Status({ document }: { document: TasksDocument }) {
  const status = useStatus(document);
  if (!status) return null;
  const { connection, pending, problem } = status;
  return (
    <footer>
      {connection === "connected" ? "Connected" : `Working on this device (${connection})`}
      {pending > 0 && `, ${pending} to be sent`}
      {problem && <span>{`. ${problem.message}`}</span>}
    </footer>
  );
}
