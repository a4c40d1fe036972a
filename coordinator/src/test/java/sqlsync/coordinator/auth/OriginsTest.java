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
}
