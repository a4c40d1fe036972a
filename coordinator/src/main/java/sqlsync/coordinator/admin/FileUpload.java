package sqlsync.coordinator.admin;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import sqlsync.ErrorCode;
import sqlsync.coordinator.document.Documents;
import sqlsync.document.ImportedFile;

/**
 * {@code PUT /admin/documents/{id}/file?reducer=NAME[&schemaVersion=N]}: a new document from a
 * SQLite file. One at a time, since a file is held in memory.
 */
final class FileUpload {
    private static final int PIECE_BYTES = 64 << 10;

    private final Documents documents;
    private final DocumentDirectory directory;
    private final Semaphore one = new Semaphore(1);

    FileUpload(Documents documents, DocumentDirectory directory) {
        this.documents = documents;
        this.directory = directory;
    }

    void answer(AdminRequests.Exchange exchange, String id) throws IOException {
        Fields fields = Request.extractQueryParameters(exchange.request());
        String reducer = fields.getValue("reducer");
        if (reducer == null) {
            throw AdminException.invalid("Name the reducer of the document: ?reducer=NAME.");
        }
        int schemaVersion = schemaVersion(fields.getValue("schemaVersion"));
        if (!one.tryAcquire()) {
            throw new AdminException(
                    503,
                    ErrorCode.STORAGE_UNAVAILABLE.text(),
                    "Another file is being taken. Try again when it is.");
        }
        JsonObject made;
        try {
            ImportedFile file = new ImportedFile(read(exchange.request()), schemaVersion);
            DocumentDirectory.await(documents.make(id, reducer, file));
            made = directory.describe(id);
        } finally {
            one.release();
        }
        exchange.answer(201, made);
    }

    private static int schemaVersion(String text) {
        if (text == null) {
            return -1;
        }
        try {
            int version = Integer.parseInt(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw AdminException.invalid("schemaVersion is how many migrations the file has had.");
    }

    private byte[] read(Request request) throws IOException {
        long max = documents.fileBytesMax();
        long said = request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH);
        if (said > max) {
            throw tooLarge(max);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream((int) Math.max(said, PIECE_BYTES));
        byte[] piece = new byte[PIECE_BYTES];
        try (InputStream in = Content.Source.asInputStream(request)) {
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                if (count > max - all.size()) {
                    throw tooLarge(max);
                }
                all.write(piece, 0, count);
            }
        }
        return all.toByteArray();
    }

    private static AdminException tooLarge(long max) {
        return new AdminException(
                413,
                ErrorCode.TOO_LARGE.text(),
                "The file has more than "
                        + max
                        + " bytes. Start the coordinator with a larger --document-bytes-max.");
    }
}
