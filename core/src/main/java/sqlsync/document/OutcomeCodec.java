package sqlsync.document;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.ErrorCode;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;
import sqlsync.codec.MalformedException;

/**
 * Outcomes of mutations in the header of a layer. They come by session; a mutation that returned
 * nothing, as most do, costs one or two bytes.
 *
 * <pre>
 * varint sessions | sessions * (text name, varint count, count * (varlong step, u8 kind, …))
 * step: from the sequence before, from 0 at first
 * kind 0: varint n, n * text result     1: text code, optional text reason, text message
 *      2: one result, which is empty
 * </pre>
 */
public final class OutcomeCodec {
    private static final int ACCEPTED = 0;
    private static final int REJECTED = 1;
    private static final int ACCEPTED_WITHOUT_RESULT = 2;

    private static final List<String> WITHOUT_RESULT = List.of("");

    private static final Comparator<Sessions.Entry> BY_SEQUENCE =
            (one, other) -> Long.compare(one.sequence(), other.sequence());

    private OutcomeCodec() {}

    /** Entries of one session come back in the order of their sequences. */
    public static void encode(List<Sessions.Entry> entries, ByteWriter out) {
        Map<String, List<Sessions.Entry>> sessions = new LinkedHashMap<>();
        for (Sessions.Entry entry : entries) {
            sessions.computeIfAbsent(entry.session(), name -> new ArrayList<>()).add(entry);
        }
        out.varint(sessions.size());
        for (Map.Entry<String, List<Sessions.Entry>> session : sessions.entrySet()) {
            out.text(session.getKey()).varint(session.getValue().size());
            session.getValue().sort(BY_SEQUENCE);
            long before = 0;
            for (Sessions.Entry entry : session.getValue()) {
                out.varlong(entry.sequence() - before);
                before = entry.sequence();
                encode(entry.outcome(), out);
            }
        }
    }

    private static void encode(Outcome outcome, ByteWriter out) {
        if (outcome instanceof Outcome.Rejected rejected) {
            out.u8(REJECTED).text(rejected.code().text());
            out.optionalText(rejected.reason()).text(rejected.message());
        } else if (outcome instanceof Outcome.Accepted accepted) {
            if (accepted.results().equals(WITHOUT_RESULT)) {
                out.u8(ACCEPTED_WITHOUT_RESULT);
                return;
            }
            out.u8(ACCEPTED).varint(accepted.results().size());
            for (String result : accepted.results()) {
                out.text(result);
            }
        }
    }

    public static List<Sessions.Entry> decode(ByteReader in) {
        List<Sessions.Entry> entries = new ArrayList<>();
        for (int i = in.varint(); i > 0; i--) {
            String session = in.text();
            long sequence = 0;
            for (int k = in.varint(); k > 0; k--) {
                sequence += in.varlong();
                entries.add(new Sessions.Entry(session, sequence, outcome(in)));
            }
        }
        return entries;
    }

    private static Outcome outcome(ByteReader in) {
        int kind = in.u8();
        if (kind == ACCEPTED_WITHOUT_RESULT) {
            return new Outcome.Accepted(WITHOUT_RESULT);
        }
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
