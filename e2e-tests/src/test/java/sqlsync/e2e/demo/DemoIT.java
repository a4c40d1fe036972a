package sqlsync.e2e.demo;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sqlsync.e2e.fixture.Engine;
import sqlsync.e2e.fixture.Profile;

/** What {@code bin/demo} shows: the application, and the first lines of the README. */
class DemoIT {
    private final List<String> problems = new ArrayList<>();
    @TempDir private Path data;
    private Coordinator coordinator;
    private Profile profile;

    @BeforeEach
    void start() throws Exception {
        coordinator = Coordinator.start(data);
        profile = new Profile(Engine.underTest().get(0), null);
    }

    @AfterEach
    void end() {
        profile.close();
        coordinator.close();
        assertEquals(List.of(), problems, "errors on the pages' consoles");
    }

    @Test
    void whatOneTabChangesTheOtherShows() {
        Page one = demo();
        Page other = demo();
        add(one, "Water the plants");
        assertThat(todo(other).last()).containsText("Water the plants");
        todo(other).last().getByRole(AriaRole.CHECKBOX).click();
        assertThat(one.locator("#done-summary")).hasText("Done (1)");
        assertThat(one.locator("#saved")).hasText("Saved on this device");
    }

    @Test
    void whatOneBrowserChangesTheOtherShowsAndOfflineItWaits() {
        try (Profile another = new Profile(Engine.underTest().get(0), null)) {
            Page one = demo();
            Page other = another.visit(coordinator.origin() + "/", problems);
            other.locator("html[data-ready]").waitFor();
            add(one, "Water the plants");
            assertThat(other.locator("#open-tasks")).containsText("Water the plants");
            assertThat(one.locator("#sync")).hasText("Shared, and up to date");
            one.locator("#offline").click();
            assertThat(one.locator("#sync")).hasText("Working offline");
            add(one, "Made offline");
            assertThat(one.locator("#sync")).hasText("Working offline: 1 change to send later");
            one.locator("#offline").click();
            assertThat(other.locator("#open-tasks")).containsText("Made offline");
        }
    }

    @Test
    void withoutAServerItOpensAfterTheBrowserWasKilledAndHasEverything() {
        Page page = demo();
        add(page, "Still here");
        page.evaluate("async () => { await navigator.serviceWorker.ready; }");
        coordinator.close();
        profile.kill();
        profile.start();
        page = demo();
        assertThat(todo(page).last()).containsText("Still here");
        add(page, "Made without a network");
        assertThat(demo().locator("#open-tasks")).containsText("Made without a network");
        problems.removeIf(problem -> problem.contains("ERR_CONNECTION_REFUSED"));
    }

    @Test
    void everythingCanBeDoneFromTheKeyboard() {
        Page page = demo();
        page.locator("#new-list input").focus();
        page.keyboard().type("Garden");
        page.keyboard().press("Enter");
        assertThat(page.locator("#list-name")).hasText("Garden");
        assertThat(page.locator("#new-task input")).isFocused();
        page.keyboard().type("Mow");
        page.keyboard().press("Enter");
        page.keyboard().type("Rake");
        page.keyboard().press("Enter");
        assertThat(todo(page)).hasCount(2);

        press(page, "Tab", 3); // past "Add" and the first box, onto the first title
        page.keyboard().press("Enter");
        page.keyboard().type("Mow the lawn");
        page.keyboard().press("Enter");
        assertThat(todo(page).first()).containsText("Mow the lawn");

        page.keyboard().press("Tab");
        page.keyboard().press("Enter"); // deletes the first, and stands on the bin of the second
        assertThat(todo(page)).hasCount(1);
        page.getByText("Undo").press("Enter");
        assertThat(todo(page)).hasCount(2);
        assertThat(todo(page).first()).containsText("Mow the lawn");

        todo(page).first().getByRole(AriaRole.CHECKBOX).press("Space");
        assertThat(page.locator("#done-summary")).hasText("Done (1)");
    }

    @Test
    void aListIsDeletedOnlyAfterAsking() {
        Page page = demo();
        page.locator("#delete-list").click();
        page.keyboard().press("Escape");
        assertThat(page.locator("#lists li")).hasCount(1);
        page.locator("#delete-list").press("Enter");
        assertThat(page.locator("#question-text")).containsText("First steps");
        page.locator("#question-yes").press("Enter");
        assertThat(page.locator("#no-list")).isVisible();
        assertThat(page.locator("#new-list input")).isFocused();
        page.reload();
        assertThat(page.locator("#no-list")).isVisible();
        page.locator("#new-list input").fill("Another");
        page.locator("#new-list input").press("Enter");
        assertThat(page.locator("#list-name")).hasText("Another");
        assertThat(page.locator("#new-task input")).isFocused();
    }

    @Test
    void eachNotebookIsADocumentOfItsOwnAndIsSharedByItsLink() {
        try (Profile another = new Profile(Engine.underTest().get(0), null)) {
            Page one = demo();
            add(one, "In everybody's");
            one.locator("#notebooks summary").click();
            one.locator("#new-notebook input").fill("Garden");
            one.locator("#new-notebook input").press("Enter");
            assertThat(one.locator("#notebook")).hasText("Garden");
            assertThat(one.locator("#list-name")).hasText("To do");
            assertThat(todo(one)).hasCount(0);
            add(one, "Rake the leaves");
            assertThat(one.locator("#sync")).hasText("Shared, and up to date");
            Page other = another.visit(one.url(), problems);
            assertThat(other.locator("#notebook")).hasText("Garden");
            assertThat(todo(other)).hasText("Rake the leaves");
            one.locator("#notebooks summary").press("Enter");
            one.keyboard().press("Escape");
            assertThat(one.locator("#notebooks summary")).isFocused();
            assertThat(one.locator("#notebook-name")).isHidden();
            one.keyboard().press("Enter");
            one.locator("#notebook-name button").click();
            one.keyboard().type("Allotment");
            one.keyboard().press("Enter");
            assertThat(other.locator("#notebook")).hasText("Allotment");
            one.locator("#leave-notebook").click();
            one.locator("#question-yes").click();
            assertThat(one.locator("#notebook")).hasText("Everybody’s");
            assertThat(one.locator("#open-tasks")).containsText("In everybody's");
            one.locator("#notebooks summary").click();
            assertThat(one.locator("#notebook-list li")).hasCount(1);
            assertThat(todo(other)).hasText("Rake the leaves");
        }
    }

    @Test
    void aLinkThatIsNoneSaysSoAndLeadsHome() {
        Page page = visit("/?in=not%20one");
        assertThat(page.locator("#banner")).containsText("not one");
        page.locator("#new-list input").focus();
        assertThat(page.locator("#new-list input")).not().isFocused();
        page.locator("#banner a").click();
        assertThat(page.locator("#notebook")).hasText("Everybody’s");
        page.locator("html[data-ready]").waitFor();
        page.locator("#new-list input").click();
        assertThat(page.locator("#new-list input")).isFocused();
    }

    @Test
    void theDownloadIsASqliteFile(@TempDir Path directory) throws Exception {
        Page page = demo();
        page.locator("#storage summary").click();
        Download download = page.waitForDownload(() -> page.locator("#download").click());
        Path file = directory.resolve("tasks.sqlite");
        download.saveAs(file);
        byte[] start = new byte[15];
        System.arraycopy(Files.readAllBytes(file), 0, start, 0, start.length);
        assertEquals("SQLite format 3", new String(start));
    }

    @Test
    void aPhoneNeedsNoScrollingSideways() {
        Page page = demo();
        page.setViewportSize(360, 640);
        add(page, "a word that is very long ".repeat(10) + "x".repeat(100));
        assertTrue(
                (Boolean)
                        page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    @Test
    void aRefusedChangeOnAPhoneIsUnderstoodAndTheFactsLeaveTheSwitchInReach() {
        try (Profile another = new Profile(Engine.underTest().get(0), null)) {
            Page one = demo();
            Page phone = another.visit(coordinator.origin() + "/", problems);
            phone.setViewportSize(375, 700);
            phone.locator("html[data-ready]").waitFor();
            phone.locator("#storage summary").click();
            phone.locator("#offline").click();
            phone.locator("#storage summary").click();
            assertThat(phone.locator("#sync")).hasText("Working offline");
            add(phone, "Buy seeds, also for the neighbours, and a new watering can");
            add(phone, "Rope");
            add(phone, "Twine");
            one.locator("#delete-list").click();
            one.locator("#question-yes").click();
            assertThat(one.locator("#no-list")).isVisible();
            assertThat(one.locator("#sync")).hasText("Shared, and up to date");
            phone.locator("#offline").click();
            Locator understood = phone.locator("#refused-changes button");
            assertThat(understood).hasCount(3);
            assertTrue(understood.first().boundingBox().height < 40, "its word is on one line");
            understood.first().click();
            assertThat(understood).hasCount(2);
            phone.locator("#understand-all").click();
            assertThat(phone.locator("#refused")).isHidden();
        }
    }

    @Test
    void aTaskRenamedOfflineThatAnotherDeletedIsRefusedWithAReasonAndWhatToDo() {
        try (Profile another = new Profile(Engine.underTest().get(0), null)) {
            Page one = demo();
            add(one, "Water the plants");
            add(one, "Rake the leaves");
            Page away = another.visit(coordinator.origin() + "/", problems);
            away.locator("html[data-ready]").waitFor();
            assertThat(away.locator("#open-tasks")).containsText("Rake the leaves");
            away.locator("#offline").click();
            assertThat(away.locator("#sync")).hasText("Working offline");
            rename(away, "Water the plants", "Water the roses");
            assertThat(away.locator("#sync")).hasText("Working offline: 1 change to send later");

            one.getByLabel("Delete Water the plants").click();
            assertThat(one.locator("#open-tasks")).not().containsText("Water");
            assertThat(one.locator("#sync")).hasText("Shared, and up to date");

            away.locator("#offline").click();
            Locator refused = away.locator("#refused-changes li");
            assertThat(refused).hasCount(1);
            assertThat(refused.locator("span"))
                    .hasText(
                            "A task renamed to “Water the roses”: This task was deleted."
                                    + " Add it again if it is still needed.");
            assertThat(refused).isVisible();
            assertThat(away.locator("#open-tasks")).not().containsText("Water");
            assertThat(away.locator("#open-tasks")).containsText("Rake the leaves");
            assertThat(away.locator("#waiting-box")).isHidden();

            add(away, "Water the roses");
            assertThat(one.locator("#open-tasks")).containsText("Water the roses");
            refused.getByRole(AriaRole.BUTTON).click();
            assertThat(away.locator("#refused")).isHidden();
            assertThat(one.locator("#refused")).isHidden();
        }
    }

    @Test
    void theFirstLinesOfTheReadmeRun() {
        Page page = visit("/first/");
        page.locator("input").fill("Hello");
        page.locator("input").press("Enter");
        assertThat(page.locator("li")).hasText("Hello");
        page.reload();
        assertThat(page.locator("li")).hasText("Hello");
        problems.removeIf(problem -> problem.contains("favicon.ico"));
    }

    private Page demo() {
        Page page = visit("/");
        page.locator("html[data-ready]").waitFor();
        return page;
    }

    private Page visit(String path) {
        return profile.visit(coordinator.origin() + path, problems);
    }

    private static void add(Page page, String title) {
        page.locator("#new-task input").fill(title);
        page.locator("#new-task input").press("Enter");
        assertThat(page.locator("#open-tasks")).containsText(title);
    }

    private static void rename(Page page, String title, String wanted) {
        page.getByText(title).click();
        page.getByLabel("New name of this task").fill(wanted);
        page.keyboard().press("Enter");
        assertThat(page.locator("#open-tasks")).containsText(wanted);
    }

    private static Locator todo(Page page) {
        return page.locator("#open-tasks li");
    }

    private static void press(Page page, String key, int times) {
        for (int i = 0; i < times; i++) {
            page.keyboard().press(key);
        }
    }
}
