package sqlsync.coordinator.admin;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import sqlsync.Limits;
import sqlsync.coordinator.log.EventLog;
import sqlsync.coordinator.socket.OpenChannels;

/** {@code POST /admin/revoke} of {@code {"user", "document"}}: either, or both. */
final class RevokeRequest {
    private static final Set<String> MEMBERS = new TreeSet<>(Set.of("document", "user"));

    private final OpenChannels channels;
    private final Revoker revoker;

    RevokeRequest(OpenChannels channels, Revoker revoker) {
        this.channels = channels;
        this.revoker = revoker;
    }

    void answer(AdminRequests.Exchange exchange) throws IOException {
        JsonBody body = JsonBody.read(exchange.request(), MEMBERS);
        String user = body.text("user", Limits.USER_CHARS_MAX);
        String document = body.text("document", Limits.DOCUMENT_ID_CHARS_MAX);
        if (user == null && document == null) {
            throw AdminException.invalid("Name a user, a document, or both.");
        }
        revoker.revoke(user, document);
        int ended = channels.revoke(user, document);
        EventLog.atInfo()
                .addKeyValue("user", user)
                .addKeyValue("document", document)
                .addKeyValue("channels", ended)
                .addKeyValue("address", exchange.address())
                .log("admin-revoked");
        JsonObject answer = new JsonObject();
        answer.addProperty("ended", ended);
        exchange.answer(200, answer);
    }
}
