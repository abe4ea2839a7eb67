"""The words of the Regulations: opened beside every citation, and what letters say in their words is in them."""

import re

import pytest
from django.urls import reverse

from law.outcomes import GROUNDS, OUTCOMES
from law.procedure import ACTS
from law.regulations.texts import REGULATIONS
from workflow.labels import linked


@pytest.mark.parametrize("regulation", REGULATIONS)
def test_every_article_stands_on_the_page_under_its_number(assigned, client, regulation):  # noqa: F811
    client.cookies.load({"django_language": "zh-hans"})
    client.force_login(assigned.handler)
    page = client.get(reverse("regulations", args=[int(regulation)])).content.decode()
    for article in REGULATIONS[regulation].articles.values():
        assert f'id="a{article.number}"' in page
        assert all(line in page for line in article.lines)
    assert REGULATIONS[regulation].source in page
    assert client.get(reverse("regulations", args=[2013])).status_code == 404


def test_every_officer_reads_them_and_a_stranger_is_sent_to_the_sign_in(assigned, client):  # noqa: F811
    for person in (assigned.clerk, assigned.supervisor, assigned.administrator):
        client.force_login(person)
        assert client.get(reverse("regulations", args=[2019])).status_code == 200
    client.logout()
    assert client.get(reverse("regulations", args=[2019])).status_code == 302


def test_the_articles_beside_a_term_are_links_to_their_words(assigned, client):  # noqa: F811
    client.force_login(assigned.handler)
    page = client.get(reverse("case", args=[assigned.one.pk])).content.decode()
    assert f'<a href="{reverse("regulations", args=[2019])}#a33">' in page


def test_every_citation_of_the_tables_leads_to_an_article_that_exists():
    rows = (*ACTS.values(), *OUTCOMES.values(), *GROUNDS.values())
    found = set()
    for row in rows:
        for regulation, citation in row.articles.items():
            for number in map(int, re.findall(r"#a(\d+)", linked(citation, regulation))):
                assert number in REGULATIONS[regulation].articles, citation
                found.add((regulation, number))
    assert len(found) > 30
    assert linked("条例33②", "") == "art. 33 para. 2" or linked("条例33②", "") == "条例33②"
