"""The parameters of addresses: a key that a column can hold, a year that has records, a code that an agency may have."""

from django.urls.converters import SlugConverter, StringConverter

from law.written import DIGITS, whole_number


class KeyConverter:
    """The key of a record; more digits than a column holds are no address."""

    regex = f"[0-9]{{1,{DIGITS}}}"

    def to_python(self, value: str) -> int:
        """Return the number; raise ValueError, which is no match, beyond the highest key."""
        number = whole_number(value)
        if number is None:
            raise ValueError(value)
        return number

    def to_url(self, value) -> str:
        """Return the number as it stands in the address."""
        return str(value)


class YearConverter:
    """A year between 1900 and 2199."""

    regex = "(?:19|20|21)[0-9]{2}"

    def to_python(self, value: str) -> int:
        """Return the year."""
        return int(value)

    def to_url(self, value) -> str:
        """Return the year as it stands in the address."""
        return str(value)


class CodeConverter(StringConverter):
    """The code of an agency."""

    regex = "[^/]{1,40}"


class WordConverter(SlugConverter):
    """A short word that names an act, a part or a kind of file."""

    regex = "[-a-zA-Z0-9_]{1,60}"


CONVERTERS = {"key": KeyConverter, "year": YearConverter, "code": CodeConverter, "word": WordConverter}
