"""From approval to issue: exactly the approved text goes out, or nothing where the law would say something else."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from agencies.organisation.models import Agency
from law import Refused
from law.outcomes import OUTCOMES
from notices.kinds.catalogue import KINDS
from notices.kinds.citation import LEGAL_DOCUMENTS, SUCCESSORS
from notices.kinds.samples import sample_facts
from notices.letters import composition, services
from notices.letters.models import Draft, Letter, NumberSeries
from tests.notices.sample_letters import DAYS, compose


@pytest.fixture
def drafted(agency):
    """Return a function that keeps the draft of a kind."""

    def draft_sample(code="deny", regulation="2019", dated=None, received_on=None, **facts):
        given = sample_facts(code, regulation).to_json() | facts
        if received_on:
            given["received_on"] = received_on
            if "search_record" in given:
                given["search_record"] |= {"searched_on": received_on}
        return services.save_draft(
            agency=agency,
            kind=code,
            facts=given,
            dated=dated or DAYS[regulation],
            regulation=regulation,
            now=timezone.now(),
        )

    return draft_sample


def issue(draft, dated, approved=None):
    """Issue a draft on a day."""
    fresh = Draft.objects.select_related("agency__parent").get(pk=draft.pk)
    return services.issue_draft(
        fresh, dated=dated, approved_sha256=approved or draft.content_sha256, now=timezone.now()
    )


def tamper(draft, **columns):
    """Change a draft behind the back of the program, past the triggers of the database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER notices_draft_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # an ALTER refuses to run before pending checks
            cursor.execute("ALTER TABLE notices_draft DISABLE TRIGGER notices_draft_no_update")
    Draft.objects.filter(pk=draft.pk).update(**columns)


def untouched():
    """Say whether no number was taken and no letter stored."""
    return not Letter.objects.exists() and not NumberSeries.objects.filter(last__gt=0).exists()


def test_what_was_approved_is_sent_but_for_number_and_day(drafted):
    draft = drafted()
    letter = issue(draft, date(2026, 4, 2))
    number, day = (
        '<span class="slot-number">瓯建公开〔2026〕1号</span>',
        '<span class="slot-dated">2026年4月2日</span>',
    )
    emptied = letter.html.replace(number, composition.SLOTS["number"]).replace(day, composition.SLOTS["dated"])
    assert emptied == draft.html
    assert (letter.content_sha256, letter.number, letter.dated) == (
        draft.content_sha256,
        "瓯建公开〔2026〕1号",
        date(2026, 4, 2),
    )
    assert (letter.facts, letter.title, letter.addressee, letter.online) == (draft.facts, draft.title, "杨超英", False)


def test_a_template_changed_after_approval_changes_nothing(drafted, settings, tmp_path, agency):
    draft = drafted()
    changed = tmp_path / "notices" / "reply" / "deny.html"
    changed.parent.mkdir(parents=True)
    changed.write_text("<html><body><p>另一个模板</p></body></html>", encoding="utf-8")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    again = compose(agency=agency, kind="deny", facts=draft.facts, dated=DAYS["2019"], regulation="2019")
    assert "另一个模板" in again.text and again.content_sha256 != draft.content_sha256
    assert composition.content_digest(issue(draft, DAYS["2019"]).html) == draft.content_sha256


def test_particulars_changed_after_approval_change_nothing(drafted, agency):
    draft = drafted()
    Agency.objects.filter(pk=agency.pk).update(phone="0577-99999999", name="瓯海区住建局（新名）")
    assert "新名" not in issue(draft, DAYS["2019"]).html


def test_a_text_that_was_not_approved_is_refused_and_takes_no_number(drafted):
    with pytest.raises(Refused, match="审核通过"):
        issue(drafted(), DAYS["2019"], approved="0" * 64)
    assert untouched()


FORGED = {
    "a word": lambda d: {"html": d.html.replace("不予公开", "予以公开", 1)},
    "the text and the hash": lambda d: {
        "html": d.html.replace("不予公开", "予以公开", 1),
        "content_sha256": composition.content_digest(d.html.replace("不予公开", "予以公开", 1)),
    },
    "a number in the slot": lambda d: {"html": d.html.replace('slot-number"></span>', 'slot-number">假1号</span>')},
    "a day in the slot": lambda d: {"html": d.html.replace('slot-dated"></span>', 'slot-dated">2020年1月1日</span>')},
    "a second slot": lambda d: {"html": d.html.replace("</main>", composition.SLOTS["number"] + "</main>")},
}


@pytest.mark.parametrize("what", FORGED)
def test_a_draft_changed_in_the_database_is_refused(drafted, what):
    draft = drafted()
    tamper(draft, **FORGED[what](draft))
    with pytest.raises(Refused, match="不一致"):
        issue(draft, DAYS["2019"])
    assert untouched()


def test_the_plain_text_beside_the_html_is_never_sent(drafted):
    draft = drafted()
    tamper(draft, text="别的文字")
    assert composition.content_digest(issue(draft, DAYS["2019"]).html) == draft.content_sha256


def test_a_draft_whose_remedy_was_never_the_law_s_is_refused(drafted):
    """Text, hash and approval agree with each other, but the paragraph is not the one of the day."""
    draft = drafted()
    html = draft.html.replace("60日内先向", "30日内先向")
    sha = composition.content_digest(html)
    tamper(draft, html=html, text=composition.plain_text(html), content_sha256=sha)
    with pytest.raises(Refused, match="救济告知"):
        issue(draft, DAYS["2019"], approved=sha)


@pytest.mark.fault("R5")
def test_a_refusal_approved_before_2024_is_not_sent_after(drafted):
    draft = drafted(dated=date(2023, 12, 29), received_on="2023-12-01")
    with pytest.raises(Refused) as refusal:
        issue(draft, date(2024, 1, 2))
    assert "2023年12月29日" in refusal.value.reason and "救济告知已经不同" in refusal.value.reason
    assert "23①（四）" in refusal.value.article and refusal.value.field == "draft"
    assert "设置" not in refusal.value.reason
    assert untouched()
    assert issue(draft, date(2023, 12, 31)).number == "瓯建公开〔2023〕1号"


@pytest.mark.fault("R5")
@pytest.mark.parametrize("code", sorted(set(OUTCOMES) - {"withdrawn"}))
def test_every_decision_approved_before_2024_is_drafted_anew(drafted, code):
    regulation = KINDS[code].REGULATIONS[-1]
    received = "2023-12-01" if regulation == "2019" else "2019-05-14"
    changes = {"corrected_on": received} if code == "unclear" else {}
    draft = drafted(code, regulation, dated=date(2023, 12, 29), received_on=received, **changes)
    with pytest.raises(Refused, match="救济告知已经不同"):
        issue(draft, date(2024, 1, 2))


@pytest.mark.fault("R5")
def test_where_the_law_says_the_same_the_letter_goes_out_on_the_later_day(drafted):
    for code in ("deny", "partial", "other"):
        draft = drafted(code, dated=date(2025, 5, 30), received_on="2025-05-12")
        letter = issue(draft, date(2025, 6, 3))
        assert letter.dated == date(2025, 6, 3) and letter.content_sha256 == draft.content_sha256


@pytest.mark.fault("R5")
def test_a_letter_that_rests_on_a_paper_repealed_meanwhile_is_refused_with_its_successor(drafted):
    basis = {"special_basis": "法释〔2011〕17号第七条"}
    draft = drafted("other", dated=date(2025, 5, 30), received_on="2025-05-12", **basis)
    with pytest.raises(Refused, match=r"法释〔2011〕17号自2025年6月1日起") as refusal:
        issue(draft, date(2025, 6, 3))
    assert refusal.value.article == "法释〔2025〕8号"
    assert issue(draft, date(2025, 5, 31)).dated == date(2025, 5, 31)
    with pytest.raises(Refused, match="代替"):
        drafted("other", dated=date(2025, 6, 3), received_on="2025-05-12", **basis)
    # The application itself may quote what it likes.
    assert drafted("not_exist", dated=date(2025, 6, 3), received_on="2025-05-12", content="法释〔2011〕17号的解释材料")


def test_every_paper_with_a_last_day_names_its_successor():
    assert {name for name, paper in LEGAL_DOCUMENTS.items() if paper.until} == set(SUCCESSORS)


def test_bodies_changed_after_approval_are_refused_and_named_as_settings(drafted, agency):
    draft = drafted()
    for change in ({"court": "温州市瓯海区人民法院"}, {"court": "", "reconsideration_body": "温州市人民政府"}):
        Agency.objects.filter(pk=agency.pk).update(**change)
        with pytest.raises(Refused, match="设置已改变"):
            issue(draft, DAYS["2019"])
    Agency.objects.filter(pk=agency.pk).update(reconsideration_body="", parent=None)
    with pytest.raises(Refused, match="复议机关"):
        issue(draft, DAYS["2019"])
    assert untouched()


def test_a_basis_that_the_tables_spell_differently_now_is_refused(drafted, monkeypatch):
    draft = drafted("not_exist")
    monkeypatch.setattr(KINDS["not_exist"], "ARTICLES", {"2019": "条例36（五）", "2007": "条例21（三）"})
    with pytest.raises(Refused, match="法律依据已经不同") as refusal:
        issue(draft, DAYS["2019"])
    assert "第三十六条第（五）项" in refusal.value.article


def test_a_draft_from_before_the_upgrade_is_still_held_against_the_law(drafted):
    draft = drafted(dated=date(2023, 12, 29), received_on="2023-12-01")
    tamper(draft, law_part=None)
    with pytest.raises(Refused, match="救济告知已经不同"):
        issue(draft, date(2024, 1, 2))
    assert issue(draft, date(2023, 12, 30)).content_sha256 == draft.content_sha256


def test_a_letter_dated_before_its_regulations_cannot_be_composed(agency):
    with pytest.raises(Refused, match="2019年5月15日起施行"):
        compose(
            agency=agency,
            kind="not_exist",
            facts=sample_facts("not_exist").to_json() | {"received_on": "2019-05-14"},
            dated=date(2019, 5, 14),
            regulation="2019",
        )
