"""The routes of customers' own pages, for the walk over every route."""

from __future__ import annotations

from deeproot_app.act.models import OwnPage, PageWord
from deeproot_app.act.own_page import links
from deeproot_app.base.tests.walk import OWN_CUSTOMER, Route, Sample
from deeproot_app.conftest import AS_OF

LINK = {"token": Sample(lambda: links.OWN.token(OwnPage.objects.get(customer="c-birch")), unknown="no-link")}
PAGE = Sample(
    lambda: OwnPage.objects.get(customer="c-birch").pk, lambda: OwnPage.objects.get(customer="c-dune").pk, 999_999
)  # fmt: skip
WORD = Sample(
    lambda: PageWord.objects.get(page__customer="c-birch").pk,
    lambda: PageWord.objects.get(page__customer="c-dune").pk,
    999_999,
)
OF_PAGE = Route("member", {"page": PAGE}, looks=False)
OF_WORD = Route("member", {"word": WORD}, looks=False)

ROUTES = {
    "act:own_page": Route("anyone", LINK),
    "act:own_page_words": Route("viewer", acts=False),
    "act:own_pages_of": Route("viewer", {"customer": OWN_CUSTOMER}, acts=False),
    "act:own_page_give": Route("member", {"contact": Sample("p-birch", "p-dune")}, looks=False),
    "act:own_page_preview": Route("member", {"page": PAGE}, acts=False),
    "act:own_page_renew": OF_PAGE,
    "act:own_page_shut": OF_PAGE,
    "act:own_page_decide": OF_WORD,
    "act:own_page_undo": OF_WORD,
}


def prepare() -> None:
    """A person of Ada's customer and one of Cleo's have a page, and corrected their name on it."""
    for name in ("birch", "dune"):
        page = OwnPage.objects.create(
            customer_id=f"c-{name}", contact_id=f"p-{name}", made_at=AS_OF, made_by="x"
        )  # fmt: skip
        PageWord.objects.create(
            page=page, key=name, at=AS_OF, about="fact", field="name", said="Another", interaction_id=f"page:{name}"
        )  # fmt: skip
