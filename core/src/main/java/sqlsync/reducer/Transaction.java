package sqlsync.reducer;

/** What a mutation may do, inside one transaction. */
public final class Transaction {}
