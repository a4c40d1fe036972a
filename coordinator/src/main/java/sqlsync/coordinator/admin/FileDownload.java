package sqlsync.coordinator.admin;

import java.io.IOException;
import java.io.OutputStream;
import sqlsync.coordinator.document.Documents;
import sqlsync.coordinator.loop.EventLoop;
import sqlsync.document.DatabaseFile;
import sqlsync.document.coordinator.CoordinatorDocument;
import sqlsync.document.coordinator.LayerSnapshot;
import sqlsync.page.Page;
import sqlsync.platform.Completion;

/**
 * {@code GET /admin/documents/{id}/file}: the database as of one LSN that is on disk, as a SQLite
 * file, while others write. It goes out page by page.
 */
final class FileDownload {
    static final String LSN = "SQLSync-LSN";
    private static final String MEDIA_TYPE = "application/vnd.sqlite3";
    private static final int PIECE_PAGES = 64;

    private final Documents documents;

    FileDownload(Documents documents) {
        this.documents = documents;
    }

    /** Pages that stay as they are until they are released. */
    private record Frozen(LayerSnapshot layer, EventLoop home) implements AutoCloseable {
        @Override
        public void close() {
            home.execute(layer.pages()::release);
        }
    }

    void answer(AdminRequests.Exchange exchange, String id) throws IOException {
        FreezingUse use = new FreezingUse();
        documents.use(id, new Documents.Want(null, false), use);
        try (Frozen frozen = DocumentDirectory.await(use.result)) {
            LayerSnapshot layer = frozen.layer;
            exchange.response().getHeaders().put(LSN, layer.lsn());
            try (OutputStream out =
                    exchange.stream(MEDIA_TYPE, (long) layer.pages().pageCount() * Page.BYTES)) {
                write(layer, out);
            }
        }
    }

    private static void write(LayerSnapshot layer, OutputStream out) throws IOException {
        int count = layer.pages().pageCount();
        byte[] piece = new byte[Math.min(count, PIECE_PAGES) * Page.BYTES];
        for (int first = 1; first <= count; first += PIECE_PAGES) {
            int pages = Math.min(PIECE_PAGES, count - first + 1);
            DatabaseFile.copy(layer.pages(), first, pages, piece);
            out.write(piece, 0, pages * Page.BYTES);
        }
    }

    private static final class FreezingUse extends FutureUse<Frozen> {
        @Override
        public void opened(CoordinatorDocument document, Lease lease) {
            document.freezeLayer(
                    Completion.of(
                            layer -> {
                                Frozen frozen = new Frozen(layer, lease.loop());
                                lease.release();
                                if (!result.complete(frozen)) {
                                    // Nobody waits any more.
                                    frozen.close();
                                }
                            },
                            why -> {
                                lease.release();
                                result.completeExceptionally(why);
                            }));
        }
    }
}
