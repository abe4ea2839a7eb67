"""Every hostile text in every text of every kind of letter, and pages of every length: `make torture`."""

import pytest

from law import Refused
from notices.kinds.catalogue import KINDS
from tests.fault_plan.sizes import drawn
from tests.notices.hostile import FORBIDDEN, LITERAL, literal, put, text_places
from tests.notices.rendering.test_hostile import is_printed, print_or_refuse, sample, squeezed
from tests.notices.sample_letters import a_letter
from tests.notices.typesetting.test_standard import lines_of_text, signed

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fonts")]
PLACES = drawn([(code, at) for code in KINDS for at in text_places(sample(code)[0])])
IDS = ["-".join(map(str, (code, *at))) for code, at in PLACES]


@pytest.mark.fault("X1")
@pytest.mark.fault("X2")
@pytest.mark.fault("X3")
@pytest.mark.parametrize("code, at", PLACES, ids=IDS)
def test_every_hostile_text_is_printed_letter_for_letter_or_refused(code, at, canary, secret):
    url, asked = canary
    free = is_printed(code, at)
    for name in LITERAL:
        text = literal(name, url, secret) + "终"
        printed = print_or_refuse(code, at, text)
        assert not free or squeezed(text) in printed, name
    assert asked == []


@pytest.mark.fault("X4")
@pytest.mark.fault("X5")
@pytest.mark.parametrize("code, at", PLACES, ids=IDS)
def test_what_may_not_be_printed_is_refused_wherever_it_stands(code, at):
    facts, regulation = sample(code)
    for name, text in FORBIDDEN.items():
        if not is_printed(code, at) and name in ("no glyph", "emoji", "arabic", "stacked marks"):
            continue  # kept on file, where it may stand
        with pytest.raises(Refused):
            a_letter(code, regulation, facts=KINDS[code].from_json(put(facts.to_json(), at, text)))


@pytest.mark.fault("X4")
@pytest.mark.parametrize("code, at", PLACES, ids=IDS)
def test_five_thousand_characters_are_printed_or_refused(code, at):
    text = "长文" * 2499 + "终"
    printed = print_or_refuse(code, at, text)
    assert not is_printed(code, at) or text in printed or printed == ""


@pytest.mark.parametrize("layout", ["letter", "document"])
@pytest.mark.parametrize("attachments", [0, 1, 5])
def test_the_signature_never_stands_alone_whatever_the_length(layout, attachments):
    for content in range(1, 1300, 7):
        assert lines_of_text(signed(content, attachments, layout)) >= 2, content
