"""What programs may send to the interface: JSON as deep, as large and of such characters as a record can hold."""

import json
import math
import re
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.settings import api_settings

DEEPEST = 20  # levels; the facts of a letter have five
LONE = re.compile("[\ud800-\udfff]")


class BoundedJSON(JSONParser):
    """JSON in UTF-8; refuses depth, numbers and characters that no database keeps."""

    def parse(self, stream, media_type=None, parser_context=None) -> Any:
        """Return what was sent; raise ParseError, which is a 400, with the reason."""
        try:
            text = stream.read().decode("utf-8-sig")
            given = json.loads(text, parse_constant=_no_number if api_settings.STRICT_JSON else None)
        except UnicodeDecodeError:
            raise ParseError("请求应当用 UTF-8 编码 / The request must be encoded in UTF-8") from None
        except RecursionError:
            raise ParseError(f"JSON 最多 {DEEPEST} 层 / At most {DEEPEST} levels") from None
        except ValueError as error:
            raise ParseError(f"不是 JSON / Not JSON: {str(error)[:200]}") from None
        _check(given)
        return given


def _no_number(name: str):
    raise ValueError(f"{name} is no number")


def _check(given: Any) -> None:
    """Raise ParseError for what no record can hold, wherever it stands."""
    waiting = [(given, 1)]
    while waiting:
        value, level = waiting.pop()
        if level > DEEPEST:
            raise ParseError(f"JSON 最多 {DEEPEST} 层 / At most {DEEPEST} levels")
        if isinstance(value, dict):
            waiting += [(each, level + 1) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(each, level + 1) for each in value]
        elif isinstance(value, str):
            if "\x00" in value:
                raise ParseError("里面有空字符（U+0000）/ A null character")
            if LONE.search(value):
                raise ParseError("里面有不成对的代理字符 / An unpaired surrogate")
        elif isinstance(value, float) and not math.isfinite(value):
            raise ParseError("数字太大 / A number beyond all measure")
