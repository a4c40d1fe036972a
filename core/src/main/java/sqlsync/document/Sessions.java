package sqlsync.document;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.codec.ByteReader;
import sqlsync.codec.ByteWriter;

/**
 * The outcomes that page sessions have been sent, so that a page may send a mutation again after a
 * worker died and it does not take effect twice.
 *
 * <p>Outcomes are kept until the page has acknowledged them; the highest sequence of a session is
 * kept until its page is gone.
 */
public final class Sessions {
    /** One mutation's outcome, as it is written beside the layer that holds its effect. */
    public record Entry(String session, long sequence, Outcome outcome) {}

    private static final class Session {
        long highest;
        final ArrayDeque<Entry> outcomes = new ArrayDeque<>();
    }

    private final Map<String, Session> sessions = new LinkedHashMap<>();

    /** The highest sequence that was answered, or 0. */
    public long highest(String session) {
        Session known = sessions.get(session);
        return known == null ? 0 : known.highest;
    }

    /** Whether a mutation of this id was answered, in a session that is still known. */
    public boolean knows(String mutationId) {
        int dash = mutationId.lastIndexOf('-');
        try {
            return dash > 0
                    && Long.parseLong(mutationId.substring(dash + 1))
                            <= highest(mutationId.substring(0, dash));
        } catch (NumberFormatException malformed) {
            return false;
        }
    }

    /** What a mutation was answered; null if that is no longer, or not yet, known. */
    public Outcome outcome(String session, long sequence) {
        Session known = sessions.get(session);
        if (known != null) {
            for (Entry entry : known.outcomes) {
                if (entry.sequence == sequence) {
                    return entry.outcome;
                }
            }
        }
        return null;
    }

    void record(Entry entry) {
        Session session = sessions.computeIfAbsent(entry.session, name -> new Session());
        session.highest = Math.max(session.highest, entry.sequence);
        session.outcomes.add(entry);
    }

    /** Takes back the newest entry of a session: its batch never became durable. */
    void takeBack(Entry entry, long highestBefore) {
        Session session = sessions.get(entry.session);
        if (session == null) {
            return;
        }
        session.outcomes.remove(entry);
        session.highest = Math.min(session.highest, highestBefore);
    }

    public void acknowledged(String session, long sequence) {
        Session known = sessions.get(session);
        if (known != null) {
            while (!known.outcomes.isEmpty() && known.outcomes.peek().sequence <= sequence) {
                known.outcomes.remove();
            }
        }
    }

    /** Keeps only sessions that somebody still holds. */
    void retain(Iterable<String> live) {
        Map<String, Session> kept = new LinkedHashMap<>();
        for (String name : live) {
            Session session = sessions.get(name);
            if (session != null) {
                kept.put(name, session);
            }
        }
        sessions.clear();
        sessions.putAll(kept);
    }

    void forget(String session) {
        sessions.remove(session);
    }

    int count() {
        return sessions.size();
    }

    /** varint sessions * (text name, varlong highest, entries). */
    public void encode(ByteWriter out) {
        out.varint(sessions.size());
        for (Map.Entry<String, Session> session : sessions.entrySet()) {
            out.text(session.getKey()).varlong(session.getValue().highest);
            OutcomeCodec.encode(new ArrayList<>(session.getValue().outcomes), out);
        }
    }

    public void decode(ByteReader in) {
        sessions.clear();
        for (int i = in.varint(); i > 0; i--) {
            Session session = new Session();
            sessions.put(in.text(), session);
            session.highest = in.varlong();
            session.outcomes.addAll(OutcomeCodec.decode(in));
        }
    }

    /** Applies what a layer says about sessions. */
    public void replay(List<Entry> entries) {
        Iterator<Entry> iterator = entries.iterator();
        while (iterator.hasNext()) {
            record(iterator.next());
        }
    }
}
