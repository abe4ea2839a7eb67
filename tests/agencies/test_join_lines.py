"""Text on several lines of a template that is one line of the letter."""

from django.template import engines


def drawn(source: str, **values) -> str:
    """Return what a template makes of some values."""
    return engines["django"].from_string(source).render(values)


def test_breaks_and_the_blanks_around_them_are_taken_out_of_the_source():
    assert (
        drawn("<p>{% join_lines %}\n  根据\n  规定，\t\n\n  {{ a }}\n{% endjoin_lines %}</p>\n", a="答复")
        == "<p>根据规定，答复</p>\n"
    )


def test_a_blank_inside_a_line_stays():
    assert drawn("{% join_lines %}\n  <b>作废</b> 一\n{% endjoin_lines %}") == "<b>作废</b> 一"


def test_what_is_put_in_keeps_its_own_breaks():
    assert drawn("{% join_lines %}\n{{ a }}\n{% endjoin_lines %}", a="一\n  二") == "一\n  二"


def test_branches_and_loops_are_joined_too():
    source = """{% join_lines %}
      {% for n in numbers %}
        {% if n %}
          {{ n }}，
        {% else %}
          无
        {% endif %}
      {% endfor %}
    {% endjoin_lines %}"""
    assert drawn(source, numbers=[1, 0, 2]) == "1，无2，"


def test_a_translated_sentence_keeps_its_words():
    assert (
        drawn("{% load i18n %}{% join_lines %}\n{% blocktranslate %}a  b{% endblocktranslate %}\n{% endjoin_lines %}")
        == "a  b"
    )
