"""11.8: a signed file that is used once more after it was taken back, and one that something else replaced in the meantime."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from agencies.installation.models import CalendarYear, SignedNotice
from law import Refused
from tests.workflow.office.test_signed_notices import NOTICE, NOW, loaded, office, signature_of, staffed
from workflow.office import signed_notices

__all__ = ["office", "staffed"]
pytestmark = [pytest.mark.django_db, pytest.mark.fault("11.8")]
WHY = "国办更正了放假安排"


def in_force(office) -> SignedNotice:
    return signed_notices.apply_notice(loaded(office).pk, by=office.second, now=NOW)


def test_a_file_that_was_taken_back_says_so_when_it_is_loaded_again(office, client):
    """A signature has no day: the superseded notice is as good as new, and only its history tells them apart."""
    first = in_force(office)
    signed_notices.take_back(first.pk, WHY, by=office.second, now=NOW)
    again = loaded(office)
    assert again.pk != first.pk and again.state == "loaded"
    client.force_login(office.second)
    page = client.get(reverse("office-notice", args=[again.pk])).content.decode()
    assert "以前载入过" in page and WHY in page
    assert WHY in client.get(reverse("office-notice", args=[first.pk])).content.decode()
    with pytest.raises(Refused, match="另一名系统管理员"):
        signed_notices.apply_notice(again.pk, by=office.administrator, now=NOW)


def test_what_was_entered_on_the_server_since_is_not_taken_back_with_a_notice(office, tmp_path):
    """The year would fall back to what was before both, unseen."""
    notice = in_force(office)
    other = NOTICE.replace("2027-01-04", "2027-01-05")
    path = tmp_path / "2027.toml"
    path.write_text(other, encoding="utf-8")
    call_command("enter_calendar", str(path))
    with pytest.raises(Refused, match="enter_calendar"):
        signed_notices.take_back(notice.pk, WHY, by=office.second, now=NOW)
    assert "2027-01-05" in CalendarYear.objects.get(year=2027).off


@pytest.mark.parametrize("reason", ["同上", "。。。", "按规定"])
def test_a_notice_is_not_taken_back_for_words_that_say_nothing(office, reason):
    notice = in_force(office)
    with pytest.raises(Refused, match="没有说明什么"):
        signed_notices.take_back(notice.pk, reason, by=office.second, now=NOW)
    assert SignedNotice.objects.get(pk=notice.pk).state == "applied"


def test_it_is_taken_back_though_its_key_is_trusted_no_more(office):
    """A key that was lost is removed first; what was done with it must not stay in force for that."""
    notice = in_force(office)
    office.public.unlink()
    signed_notices.take_back(notice.pk, "签名的密钥外泄", by=office.second, now=NOW)
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert signature_of(office)


def test_what_was_in_force_and_taken_back_is_not_applied_again_by_any_two(office, client):
    """A superseded notice with its old signature is a replay; the same days under a new date and signature are a new file."""
    first = in_force(office)
    signed_notices.take_back(first.pk, WHY, by=office.second, now=NOW)
    again = loaded(office)
    for person in (office.second, office.administrator):
        with pytest.raises(Refused) as refusal:
            signed_notices.apply_notice(again.pk, by=person, now=NOW)
        assert person is office.administrator or ("撤回" in refusal.value.reason and refusal.value.field == "file")
    client.force_login(office.second)
    page = client.post(reverse("office-notice-step", args=[again.pk, "apply"]))
    assert page.status_code == 422 and "同一份文件不再启用" in page.content.decode()
    assert not CalendarYear.objects.filter(year=2027).exists()


def test_what_was_only_laid_aside_was_never_in_force(office):
    """Nobody knows it as superseded: the same file is loaded again and applied."""
    waiting = loaded(office)
    signed_notices.take_back(waiting.pk, "先核对附件", by=office.second, now=NOW)
    assert in_force(office).state == "applied"
