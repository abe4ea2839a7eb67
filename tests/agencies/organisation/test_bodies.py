"""Which names follow from kind and parent, so that nobody has to set them (行政复议法24, 25)."""

from agencies.organisation.models import Agency

CITY = Agency(code="C", name="某市人民政府", kind="government")
BUREAU = Agency(code="B", name="某市资规局", kind="department", parent=CITY)
MINISTRY = Agency(code="M", name="某部", kind="state_council_department")
ORGAN = Agency(code="O", name="某行政公署", kind="dispatched_organ")


def bodies(kind, parent, **given):
    return Agency(code="X", name="某机关", kind=kind, parent=parent, **given).bodies()


def test_a_department_stands_under_its_government():
    assert bodies("department", CITY).government == "某市人民政府"
    assert bodies("department", None).government == ""
    assert bodies("department", BUREAU).government == ""  # a department is no government


def test_an_office_under_its_department_names_the_department_and_that_department_s_government():
    for kind in ("dispatched_office", "authorised_organisation"):
        found = bodies(kind, BUREAU)
        assert (found.kind, found.founding_body, found.government) == (kind, "某市资规局", "某市人民政府")
        assert bodies(kind, CITY).founding_body == ""
        assert bodies(kind, CITY).government == "某市人民政府"


def test_an_office_of_a_department_of_the_state_council_has_that_department_alone():
    for kind in ("dispatched_office", "authorised_organisation"):
        found = bodies(kind, MINISTRY)
        assert (found.kind, found.founding_body, found.government) == (f"central_{kind}", "某部", "")


def test_a_county_under_an_organ_dispatched_by_the_province_turns_to_that_organ():
    assert bodies("government", ORGAN).government == "某行政公署"
    assert bodies("department", ORGAN).government == "某行政公署"
    assert bodies("subdistrict", ORGAN).government == ""


def test_what_is_set_comes_before_what_follows():
    found = bodies("dispatched_office", BUREAU, founding_body="某市局", place_government="某区人民政府")
    assert (found.founding_body, found.place_government) == ("某市局", "某区人民政府")
