package sqlsync.document;

import java.util.ArrayList;
import java.util.List;
import sqlsync.ErrorCode;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * Outcomes of mutations in the header of a layer.
 *
 * <pre>
 * varint count | count * (text session, varlong sequence, u8 kind, kind 0: varint n, n * text result
 *                                                                kind 1: text code, optional text reason, text message)
 * </pre>
 */
final class OutcomeCodec {
    private static final int ACCEPTED = 0;
    private static final int REJECTED = 1;

    private OutcomeCodec() {}

    static void encode(List<Sessions.Entry> entries, ByteWriter out) {
        out.varint(entries.size());
        for (Sessions.Entry entry : entries) {
            out.text(entry.session()).varlong(entry.sequence());
            if (entry.outcome() instanceof Outcome.Accepted accepted) {
                out.u8(ACCEPTED).varint(accepted.results().size());
                for (String result : accepted.results()) {
                    out.text(result);
                }
            } else if (entry.outcome() instanceof Outcome.Rejected rejected) {
                out.u8(REJECTED).text(rejected.code().text());
                out.optionalText(rejected.reason()).text(rejected.message());
            }
        }
    }

    static List<Sessions.Entry> decode(ByteReader in) {
        List<Sessions.Entry> entries = new ArrayList<>();
        for (int i = in.varint(); i > 0; i--) {
            String session = in.text();
            long sequence = in.varlong();
            entries.add(new Sessions.Entry(session, sequence, outcome(in)));
        }
        return entries;
    }

    private static Outcome outcome(ByteReader in) {
        int kind = in.u8();
        if (kind == ACCEPTED) {
            List<String> results = new ArrayList<>();
            for (int i = in.varint(); i > 0; i--) {
                results.add(in.text());
            }
            return new Outcome.Accepted(results);
        }
        if (kind != REJECTED) {
            throw new MalformedException("outcome of kind " + kind);
        }
        ErrorCode code = code(in.text());
        return new Outcome.Rejected(code, in.optionalText(), in.text());
    }

    private static ErrorCode code(String text) {
        for (ErrorCode code : ErrorCode.values()) {
            if (code.text().equals(text)) {
                return code;
            }
        }
        throw new MalformedException("error code " + text);
    }
}
