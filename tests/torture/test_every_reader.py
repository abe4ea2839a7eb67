"""Every kind under both regulations, drawn and read by every engine; every kind with a text a fifth shorter and longer."""

import pytest

from notices.kinds.catalogue import KINDS
from notices.rendering import pdf
from tests.notices.lengths import stretched
from tests.notices.sample_letters import EVERY, a_letter
from tests.notices.typesetting.test_page_fitting import SHARES, pages_of, refuse_bad
from tests.readers import compare
from tests.readers.engines import ENGINES
from tests.readers.test_readers import own_text

pytestmark = pytest.mark.usefixtures("fonts")


@pytest.fixture(scope="module")
def engines():
    """Return the engines that this machine has."""
    found = [engine() for engine in ENGINES]
    yield [engine for engine in found if not engine.missing()]
    for engine in found:
        engine.close()


@pytest.mark.parametrize("code, regulation", EVERY)
def test_every_kind_is_drawn_and_read_alike_by_every_engine(engines, code, regulation):
    if len(engines) < 2:
        pytest.skip("; ".join(said for engine in ENGINES if (said := engine().missing())))
    data = pdf.render_letter(a_letter(code, regulation))
    wanted, first = "".join(own_text(data)), None
    for engine in engines:
        assert compare.other_letters(wanted, "".join(engine.read(data))) == {}, engine.name
        drawn = engine.draw(data, compare.DPI)
        first = first or drawn
        assert len(drawn) == len(first)
        assert [compare.faults(one, other) for one, other in zip(first, drawn, strict=True)] == [[]] * len(first), (
            engine.name
        )


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("code", KINDS)
def test_no_kind_leaves_a_page_with_fewer_than_four_lines(code, share):
    layout = KINDS[code].LAYOUT
    for regulation in KINDS[code].REGULATIONS:
        refuse_bad(pages_of(stretched(a_letter(code, regulation).html, share), layout), layout)
