package sqlsync.coordinator.auth;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class OriginsTest {
    @Test
    void whatIsListedAndWhatIsNoBrowserMayConnect() {
        Origins origins = new Origins(List.of("https://app.example"));
        assertTrue(origins.allows(null, "sync.example"));
        assertTrue(origins.allows("https://app.example", "sync.example"));
        for (String foreign :
                List.of(
                        "https://app.example.evil",
                        "http://app.example",
                        "https://app.example:8443",
                        "null",
                        "",
                        "x y")) {
            assertFalse(origins.allows(foreign, "sync.example"), foreign);
        }
        assertTrue(new Origins(List.of("*")).allows("https://any.example", "sync.example"));
    }

    @Test
    void aPageOfThisServerMayConnectWhereNoNameCanBeForged() {
        Origins origins = new Origins(List.of());
        assertTrue(origins.allows("http://localhost:8787", "localhost:8787"));
        assertTrue(origins.allows("http://127.0.0.1:8787", "127.0.0.1:8787"));
        assertTrue(origins.allows("http://[::1]:8787", "[::1]:8787"));
        assertTrue(origins.allows("https://192.168.0.7", "192.168.0.7"));
        assertFalse(origins.allows("http://evil.example:8787", "evil.example:8787"));
        assertFalse(origins.allows("http://localhost:1", "localhost:8787"));
        assertFalse(origins.allows("http://localhost", null));
    }

    @Test
    void inDevelopmentPagesOfThisMachineMayConnectWhateverTheirPort() {
        Origins origins = new Origins(List.of("https://app.example"), true);
        for (String ours :
                List.of(
                        "http://localhost:5173",
                        "http://localhost",
                        "https://localhost:8443",
                        "http://127.0.0.1:3000",
                        "http://[::1]:3000")) {
            assertTrue(origins.allows(ours, "localhost:8787"), ours);
            assertFalse(new Origins(List.of()).allows(ours, "localhost:8787"), ours);
        }
        for (String foreign :
                List.of(
                        "http://localhost.evil.example",
                        "http://evil.example#localhost",
                        "http://localhost@evil.example",
                        "ftp://localhost",
                        "http://127.0.0.2",
                        "null")) {
            assertFalse(origins.allows(foreign, "localhost:8787"), foreign);
        }
        String described = origins.describe();
        assertTrue(described.contains("localhost with any port"), described);
        assertTrue(described.contains("https://app.example"), described);
    }
}
