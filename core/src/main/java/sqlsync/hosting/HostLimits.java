package sqlsync.hosting;

/**
 * How long a silent host is waited for, and how often.
 *
 * @param answerMillis the first host to keep silent is left after so long; each further one in a
 *     row gets twice the time of the one before, up to sixteen times: a slow disk is not a dead
 *     host
 * @param secondLookMillis what an answer that is on its way is given on top
 * @param silencesMax after so many silent hosts in a row, what waits fails
 * @param refusalsMax after so many hosts in a row that could not open the files, what waits fails
 */
public record HostLimits(int answerMillis, int secondLookMillis, int silencesMax, int refusalsMax) {
    public static final HostLimits DEFAULT = new HostLimits(1_000, 50, 6, 3);

    int answerMillis(int silences) {
        return answerMillis << Math.min(silences, 4);
    }
}
