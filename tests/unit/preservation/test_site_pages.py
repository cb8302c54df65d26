"""A page of the hub as a copy has it: links lead to files, and what needs the hub is taken out and named so."""

import pytest
from werkzeug.routing import Map, Rule

from evidencehub.preservation.site.checking import check
from evidencehub.preservation.site.listing import Listed, by_letter
from evidencehub.preservation.site.pages import Rewriter
from evidencehub.preservation.site.places import Places, between

HUB = "https://hub.example.org/below"
ROUTES = Map([
    Rule("/", endpoint="catalogue.home"), Rule("/projects/<slug>", endpoint="catalogue.project"),
    Rule("/projects/<slug>/brief.pdf", endpoint="catalogue.brief"),
    Rule("/accreditations", endpoint="accreditation.register"),
    Rule("/evaluations/<key>/documents/<document>/file", endpoint="catalogue.document_file"),
    Rule("/sign-in", endpoint="accounts.sign_in"), Rule("/search", endpoint="catalogue.search"),
])  # fmt: skip
NOTICE = '<div role="region" aria-label="About this copy"><p>This is a copy.</p></div>'


@pytest.fixture
def places():
    own = {"/search": "search/index.html"}
    return Places(ROUTES, HUB, lambda address: None if "held" in address else "application/pdf", own)


@pytest.fixture
def page(places):
    rewriter = Rewriter(places, notice=NOTICE, policy="default-src 'self'")
    here = places.at(f"{HUB}/projects/owls")

    def rewritten(body, head=""):
        text = f"<!DOCTYPE html><html lang=en><head><title>Owls</title>{head}</head><body>{body}</body></html>"
        return rewriter.rewritten(text, here)

    return rewritten


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/", "index.html"),
        ("", "index.html"),
        ("/projects/owls", "projects/owls/index.html"),
        ("/projects/owls#marks", "projects/owls/index.html"),
        ("/projects/owls/brief.pdf", "projects/owls/brief.pdf"),
        ("/accreditations?page=2", "accreditations/page-2.html"),
        ("/accreditations?page=1", "accreditations/index.html"),
        ("/evaluations/1/documents/2/file", "evaluations/1/documents/2/file.pdf"),
        ("/evaluations/1/documents/held/file", None),
        ("/accreditations?q=owls", None),
        ("/accreditations?page=..%2F..%2Fetc", None),
        ("/projects/..%2F..", None),
        ("/projects/a%3Ab", None),
        ("/projects/owls/brief.pdf?size=large", None),
        ("/search?q=owls", "search/index.html"),
        ("/search?q=owls&tier=3", None),
        ("/sign-in", None),
        ("/nowhere", None),
    ],
)
def test_an_address_has_one_file_or_none(places, address, file):
    found = places.at(f"{HUB}{address}")
    assert (found.file if found else None) == file


def test_links_between_files_need_no_root():
    assert between("index.html", "projects/owls/index.html") == "projects/owls/index.html"
    assert between("projects/owls/index.html", "static/hub.css") == "../../static/hub.css"
    assert between("a/index.html", "a/index.html", part="marks") == "index.html#marks"


def test_links_lead_to_files_wherever_the_folder_lies(page):
    written = page(
        '<a id=x href="/below/projects/bats#marks">Bats</a><a href="#x">up</a>'
        f'<a href="{HUB}/accreditations?page=2">More</a><a href="https://doi.org/10.1/x">DOI</a>'
        '<img src="/below/projects/owls/brief.pdf" alt="">'
    )
    text = written.content.decode()
    for link in (
        "../bats/index.html#marks", "#x", "../../accreditations/page-2.html", "https://doi.org/10.1/x", "brief.pdf"
    ):  # fmt: skip
        assert f'"{link}"' in text
    assert [each.file for each in written.leads_to] == [
        "projects/bats/index.html", "accreditations/page-2.html", "projects/owls/brief.pdf"
    ]  # fmt: skip


def test_what_needs_the_hub_is_named_so_and_leads_nowhere(page):
    text = page(
        '<ul><li class="govuk-service-navigation__item"><a href="/below/sign-in">Sign in</a></li></ul>'
        '<p>You can <a class="govuk-link" href="/below/search?tier=3">look for owls</a>.</p>'
        '<a class="govuk-button" href="/below/sign-in">Begin</a>'
        '<table><tr><td><a href="/below/search?tier=2">3 studies</a></td></tr></table>'
        '<form id="f" method="post" action="/below/sign-in"><input name="token" value="s3cret">'
        "<button>Send</button></form>"
        '<ul><li><label><input type="checkbox" form="f"> Compare <span>it</span></label></li></ul>'
    ).content.decode()
    assert (
        '<span class="hub-copy-off">look for owls<span class="hub-copy-note"> (only on the live hub)</span></span>'
    ) in text
    assert '<td><span class="hub-copy-off">3 studies</span></td>' in text
    assert 'id="f">The live hub has a form here.' in text
    assert not [each for each in ("Sign in", "Begin", "s3cret", "Compare", "sign-in", "<form", "<li") if each in text]


def test_a_question_in_words_goes_to_the_search_of_the_copy(page):
    text = page(
        '<form action="/below/search" method="get"><input id="q" name="q" data-suggestions="/below/words"></form>'
        '<a href="/below/search?q=barn+owls">barn owls</a>'
    ).content.decode()
    assert '<form action="../../search/index.html" method="get"><input id="q" name="q"></form>' in text
    assert '<a href="../../search/index.html?q=barn+owls">barn owls</a>' in text


def test_each_page_says_what_it_is_what_it_may_load_and_where_it_lives(page):
    head = f'<link rel="canonical" href="{HUB}/projects/owls"><link rel="search" href="/below/opensearch.xml">'
    text = page("<script>1</script><a class='govuk-skip-link' href='#main'>Skip</a><main id=main></main>", head).content
    assert b"Content-Security-Policy" in text.split(b"<body")[0]
    assert text.index(b"Skip") < text.index(b"This is a copy.") < text.index(b"<main")
    assert f'href="{HUB}/projects/owls"'.encode() in text and b"opensearch" not in text


def test_a_copy_with_an_address_is_named_by_it(places):
    rewriter = Rewriter(places, notice=NOTICE, policy="", canonical="https://archive.example.org/hub")
    text = f'<html><head><title>x</title><link rel="canonical" href="{HUB}/"></head><body></body></html>'
    assert b'href="https://archive.example.org/hub/index.html"' in rewriter.rewritten(text, places.at(HUB)).content


def test_what_does_not_hold_of_a_copy_is_told_by_file(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/index.html#here">1</a><a href="a/index.html#gone">2</a><a href="b.pdf">3</a>'
        f'<link rel="canonical" href="{HUB}/"><a href="{HUB}/projects/owls">4</a><a href="/a">5</a>'
        '<img src="https://example.org/x.png" alt=""><a href="https://example.org/">6</a><a href="#top">7</a>'
    )
    (tmp_path / "a" / "index.html").write_text('<p id="here"><a href="../index.html">up</a></p>')
    found = check(tmp_path, live=HUB)
    assert (found.pages, found.files) == (2, 2)
    assert sorted(found.broken) == sorted([
        "index.html: b.pdf leads to no file",
        f"index.html: {HUB}/projects/owls leads to the live hub",
        "index.html: /a starts at the root of its host",
        "index.html: https://example.org/x.png is loaded from elsewhere",
        "index.html: a/index.html#gone leads to no part of that page",
    ])  # fmt: skip


def test_approaches_stand_below_the_first_letter_of_their_name():
    named = [Listed("x", name, "/x", "", False, "") for name in ("Écoute", "100 books", "early talk", "Barn", "Ω")]
    assert {letter: [each.name for each in found] for letter, found in by_letter(named).items()} == {
        "B": ["Barn"], "E": ["Écoute", "early talk"], "Other": ["100 books", "Ω"]
    }  # fmt: skip
    assert list(by_letter(named)) == ["B", "E", "Other"]
