"""People in front of a browser: each step is looked at, and what the browser complains of is kept."""

from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Page, Response

PASSWORD = "a-long-enough-word"
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
WIDE, PHONE = (1440, 900), (390, 844)


class Person:
    """One officer signed in with a browser of their own."""

    def __init__(
        self,
        browser: Browser,
        site: str,
        username: str,
        *,
        password: str = PASSWORD,
        language: str = "zh-hans",
        size=WIDE,
        script: bool = True,
        dark=False,
    ):
        self.site, self.faults, self.script = site, [], script
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        self.context.add_cookies([{"name": "django_language", "value": language, "url": site}])
        self.page: Page = self.context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("response", self._answered)
        self.expected: set[int] = set()
        self.goto("/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        self.press("button.go")

    def _said(self, message: ConsoleMessage) -> None:
        # A page of status 4xx is told on the console as a failed resource; the statuses are judged in _answered.
        if message.type in ("error", "warning") and "Failed to load resource" not in message.text:
            self.faults.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.status}: {response.url}")

    # -- steps ------------------------------------------------------------------------------------------------
    def goto(self, address: str, status: int = 200) -> None:
        """Open an address of the site and look at the page."""
        self.expected = {status} if status >= 400 else set()
        answer = self.page.goto(self.site + address if address.startswith("/") else address)
        assert answer.status == status, f"{address}: {answer.status}"
        self.look()

    def press(self, selector: str, status: int = 200) -> None:
        """Press what leads to another page and look at that page."""
        self.expected = {status} if status >= 400 else set()
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.look()

    def give(self, **fields) -> None:
        """Fill fields by the end of their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").first.fill(value)

    def look(self) -> None:
        """Read the page as a careful stranger: structure, names, width, contrast."""
        self.page.wait_for_load_state("load")
        if self.script:
            self.faults += [f"{self.where}: {fault}" for fault in self.page.evaluate(AUDIT)]

    @property
    def where(self) -> str:
        """Return the path of the page."""
        return self.page.url.removeprefix(self.site)

    @property
    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("main")

    def leave(self) -> None:
        """Close the browser and fail on whatever was wrong on the way."""
        self.context.close()
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))
