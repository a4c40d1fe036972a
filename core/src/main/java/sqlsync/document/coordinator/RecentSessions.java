package sqlsync.document.coordinator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sqlsync.document.Outcome;

/**
 * The highest settled sequence of each page session that wrote recently. A mutation that arrives
 * again, in another timeline or over another way, takes effect once.
 */
final class RecentSessions {
    /**
     * Sessions and posted ids that are kept of one user; those that wrote least recently are
     * forgotten beyond this. Other users' do not count, so that nobody shortens another's memory.
     */
    static final int PER_USER_MAX = 4096;

    /**
     * @param key the session, and whose it is: {@link #key}
     * @param outcome how it ended where somebody may ask, else null
     * @param body hash of what a server posted under this id; 0 where none was kept
     * @param skipped sequences below the highest one that never came
     */
    record Note(String key, long highest, Outcome outcome, long body, SkippedSequences skipped) {
        Note(String key, long highest, Outcome outcome) {
            this(key, highest, outcome, 0, SkippedSequences.NONE);
        }
    }

    private final Map<String, Note> notes = new LinkedHashMap<>();

    /** Nobody can use up a session of another user. */
    static String key(String user, String session) {
        return (user == null ? "" : user) + '\n' + session;
    }

    Note get(String key) {
        return notes.get(key);
    }

    /** Whether a mutation came before, as far as is remembered. */
    boolean settled(String key, long sequence) {
        Note note = notes.get(key);
        return note != null && sequence <= note.highest && !note.skipped.contains(sequence);
    }

    /** Whether a mutation did not come before a later one of its session that did. */
    boolean skipped(String key, long sequence) {
        Note note = notes.get(key);
        return note != null && note.skipped.contains(sequence);
    }

    /** What is to be remembered of a session when a mutation of it is settled. */
    Note after(String key, long sequence) {
        Note note = notes.get(key);
        long highest = note == null ? 0 : note.highest;
        SkippedSequences skipped = note == null ? SkippedSequences.NONE : note.skipped;
        return sequence > highest
                ? new Note(key, sequence, null, 0, skipped.plus(highest + 1, sequence - 1))
                : new Note(key, highest, null, 0, skipped.without(sequence));
    }

    /** Returns what was known before, or null. */
    Note put(Note note) {
        Note before = notes.remove(note.key);
        notes.put(note.key, note);
        return before;
    }

    /** Takes back what {@link #put} did. */
    void restore(String key, Note before) {
        if (before == null) {
            notes.remove(key);
        } else {
            notes.put(key, before);
        }
    }

    private static String user(String key) {
        return key.substring(0, Math.max(0, key.indexOf('\n')));
    }

    /** Forgets the oldest of each user beyond the limit. */
    void trim() {
        if (notes.size() <= PER_USER_MAX) {
            return;
        }
        Map<String, Integer> beyond = new HashMap<>();
        for (String key : notes.keySet()) {
            beyond.merge(user(key), 1, Integer::sum);
        }
        Iterator<Note> oldest = notes.values().iterator();
        while (oldest.hasNext()) {
            String user = user(oldest.next().key);
            int count = beyond.get(user);
            if (count > PER_USER_MAX) {
                oldest.remove();
                beyond.put(user, count - 1);
            }
        }
    }

    List<Note> all() {
        return new ArrayList<>(notes.values());
    }
}
