package sqlsync.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sqlsync.e2e.fixture.Document;
import sqlsync.e2e.fixture.Flood;
import sqlsync.e2e.fixture.Profile;
import sqlsync.e2e.fixture.Story;
import sqlsync.e2e.fixture.Tab;

/**
 * The tab that hosts the storage goes, or the one that created the worker, while another tab has a
 * thousand mutations in flight: all are acknowledged, in order, once. How long a call had to wait
 * is reported.
 */
class HandoverIT extends Story {
    private static final int IN_FLIGHT = 1000;

    private final int rounds = setting("rounds", 4);
    private int namespaces;
    private TestReporter reporter;

    @BeforeEach
    void report(TestReporter to) {
        reporter = to;
    }

    /** How a tab can go, and what its user can still do there. */
    enum Departure {
        CLOSED {
            @Override
            void happen(Tab tab, Document document) {
                tab.close();
            }
        },
        RELOADED {
            @Override
            void happen(Tab tab, Document document) {
                tab.reload();
            }
        },
        NAVIGATED_AWAY_AND_BACK {
            @Override
            void happen(Tab tab, Document document) {
                tab.navigateAway();
                if (tab.navigateBack()) {
                    assertTrue(document.number("SELECT count(*) FROM entries") > 0);
                    document.mutate("append", Map.of("writer", "returned", "n", 1));
                }
            }
        },
        CRASHED {
            @Override
            void happen(Tab tab, Document document) {
                tab.crashRenderer();
                tab.close();
            }
        };

        abstract void happen(Tab tab, Document document);
    }

    @ParameterizedTest
    @EnumSource
    void theCreatorOfTheWorkerWhichHostsTheStorageGoes(Departure departure) {
        assumeTrue(departure != Departure.CRASHED || engine.crashesRenderers());
        Profile profile = newProfile();
        for (int round = 0; round < rounds; round++) {
            String namespace = newNamespace();
            Document host = open(profile, namespace);
            host.awaitStorageHost(here());
            mutationsFlowOn(profile, namespace, departure, host);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHostThatDidNotCreateTheWorkerGoes(Departure departure) {
        assumeTrue(departure != Departure.CRASHED || engine.crashesRenderers());
        Profile profile = newProfile();
        for (int round = 0; round < rounds; round++) {
            String namespace = newNamespace();
            Document creator = open(profile, namespace);
            Document host = handOver(profile, namespace, creator);
            mutationsFlowOn(profile, namespace, departure, host);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCreatorOfTheWorkerWhichDoesNotHostGoes(Departure departure) {
        assumeTrue(departure != Departure.CRASHED || engine.crashesRenderers());
        Profile profile = newProfile();
        for (int round = 0; round < rounds; round++) {
            String namespace = newNamespace();
            Document creator = open(profile, namespace);
            Document host = handOver(profile, namespace, creator);
            mutationsFlowOn(profile, namespace, departure, reopened(creator.tab(), namespace));
            host.tab().close();
        }
    }

    /** Where the storage is hosted, as the tab that would host it sees it. */
    private String here() {
        return engine.hostsInTabs() ? "this-tab" : "shared-worker";
    }

    private String elsewhere() {
        return engine.hostsInTabs() ? "another-tab" : "shared-worker";
    }

    private void mutationsFlowOn(
            Profile profile, String namespace, Departure departure, Document leaving) {
        Document writer = open(profile, namespace);
        Flood flood = writer.flood("w", 1, IN_FLIGHT, null).awaitMore(IN_FLIGHT / 2);
        departure.happen(leaving.tab(), leaving);
        Flood.Tally tally = flood.awaitMore(IN_FLIGHT).stop();
        Entries.of(writer).areExactly("w", tally);
        reporter.publishEntry(
                departure + " longest wait, ms", Double.toString(tally.longestWait()));
        writer.tab().close();
        leaving.tab().close();
    }

    /**
     * A second tab that hosts, because the creator was reloaded; its process is still the worker's.
     */
    private Document handOver(Profile profile, String namespace, Document creator) {
        Document host = open(profile, namespace);
        creator.tab().reload();
        Document back = reopened(creator.tab(), namespace);
        host.awaitStorageHost(here());
        back.awaitStorageHost(elsewhere());
        return host;
    }

    private static Document open(Profile profile, String namespace) {
        return reopened(profile.tab(), namespace);
    }

    private static Document reopened(Tab tab, String namespace) {
        if (Boolean.TRUE.equals(tab.evaluate("handles.length === 0"))) {
            tab.namespace(namespace);
        }
        return tab.open("stream", "entries.js");
    }

    private String newNamespace() {
        return "round-" + ++namespaces;
    }
}
