"""By what an applicant is known again: the shortest number, telephone and address that count, and the longest that are kept."""

import pytest

from intake.applicants import identity_key, mail_key, person_key, read_applicant

LONG = "1" * 39


def applicant(name="张三", number="", phone="", email="", address=""):
    """Return who stands behind some fields."""
    return read_applicant(name, number, phone, email, address)


@pytest.mark.parametrize(
    ("field", "least", "less"),
    [("phone", "8851234", "885123"), ("address", "学院路1号", "学院路1"), ("email", "a@b", "a.b")],
)
def test_a_contact_counts_from_its_least_length(field, least, less):
    """11.7: seven digits of a telephone, five characters of an address, an e-mail with its sign."""
    assert applicant(**{field: least}).contacts == {(field, least)}
    assert applicant(**{field: less}).contacts == frozenset()
    assert applicant(**{field: least}).perhaps(applicant(**{field: least}))
    assert not applicant(**{field: less}).perhaps(applicant(**{field: less}))


@pytest.mark.parametrize(
    ("number", "counts"),
    [("ab1234", True), ("a12345", True), ("ab123", False), ("abc123", False), ("111122", False), ("111123", True)],
)
def test_a_number_identifies_from_six_signs_four_digits_three_different(number, counts):
    """11.7: less is no number: 000000, 无, 123."""
    assert bool(applicant(number=number).numbers) is counts
    assert bool(identity_key(number)) is counts


def test_a_number_of_the_post_is_kept_to_forty_signs():
    """11.3: the same mail warns before registering; what has fewer than four digits is no number."""
    assert mail_key(LONG + "23") == LONG + "2"
    assert (mail_key("EMS 1234"), mail_key("EMS 123"), mail_key("平信")) == ("1234", "", "")


def test_the_names_of_joint_applicants_stand_in_one_order_to_eighty_signs():
    """11.3: who writes the names the other way round is the same."""
    assert person_key("李四、张三") == person_key("张三，李四") == ",".join(sorted(["张三", "李四"]))
    assert len(person_key("张" * 90)) == 80 and len(identity_key("9" + "12345678" * 12)) == 80


def test_of_joint_applicants_a_single_number_names_nobody():
    """11.7: what two people ask jointly is nobody's own application."""
    both = applicant("张三、李四", "330302199001011232、330302199001011240")
    assert len(both.numbers) == 2
    assert both.marks == {both.numbers}
    assert applicant("张三、李四", "330302199001011232").numbers == frozenset()
    alone = applicant("张三", "330302199001011232")
    assert alone.marks == alone.numbers and not both.certainly(alone) and both.certainly(both)


def test_a_number_of_fifteen_digits_is_that_of_eighteen():
    """11.7: GB 11643; one that cannot be a citizen's number stands as it is."""
    assert applicant(number="330302900101123").numbers == {"330302199001011235"}
    assert applicant(number="330302901301123").numbers == {"330302901301123"}  # there is no thirteenth month


@pytest.mark.parametrize(
    "written",
    [
        "张三（委托代理人：李四）",
        "申请人：张三",
        "张三先生",
        "张 三（身份证330302199001011232）",
        "姓名：张三女士",
        "張三",
    ],
)
def test_what_stands_beside_a_name_makes_nobody_else(written):
    """11.2: what warns before registering, what counts and what finds again read one name alike."""
    assert person_key(written) == person_key("张三") == "张三"
    assert applicant(written).names == applicant("张三").names
    assert person_key("（本人）") and applicant("（本人）").names  # nothing is left of it: it stands as it is


@pytest.mark.parametrize(
    ("fifteen", "eighteen"),
    [
        ("330302900101123", "330302199001011235"),
        ("110105491231002", "11010519491231002X"),
        ("110105491231002", "11010519491231002x"),
        ("身份证：330302900101123", "330302 19900101 1235"),
    ],
)
def test_both_lengths_of_a_citizens_number_are_one_person_under_every_key(fifteen, eighteen):
    """11.7: counted together, and found again one by the other."""
    assert identity_key(fifteen) == identity_key(eighteen) != ""
    assert applicant(number=fifteen).certainly(applicant("张叁", number=eighteen))


def test_joint_applicants_with_numbers_of_both_lengths_are_the_same_together():
    """11.7: whatever the order and the length."""
    one = applicant("张三、李四", "330302900101123、11010519491231002X")
    other = applicant("李四，张三", "110105491231002；330302199001011235")
    assert one.certainly(other) and one.marks == other.marks


@pytest.mark.parametrize(
    ("mine", "theirs", "same"),
    [
        ("", "", True),
        ("330302199001011235", "", True),
        ("", "330302199001011235", True),
        ("330302199001011235", "11010519491231002X", False),
    ],
)
def test_a_number_that_one_of_them_lacks_speaks_neither_way(mine, theirs, same):
    """11.7: a person confirms; two different numbers are two people, whatever they have in common."""
    one, other = (applicant(number=number, phone="13800000000") for number in (mine, theirs))
    assert one.perhaps(other) is other.perhaps(one) is same
    assert not one.perhaps(applicant("李四", phone="13800000000"))
    assert not one.certainly(other)
