"""The addresses that sources call, for the walk over every route."""

from deeproot_app.base.tests.walk import Route, Sample
from deeproot_app.conftest import AS_OF
from deeproot_app.record.models import Connection

SHOP = Sample("slug-of-a-shop", unknown="slug-of-nobody")
CALL = Sample("track", unknown="dance")
KEYLESS = frozenset({401})

ROUTES = {
    "receive:hook": Route("anyone", {"slug": SHOP}, answers=frozenset({200, 401, 405})),
    "receive:track": Route("anyone", {"call": CALL}, answers=KEYLESS, looks=False),
    "receive:track_slash": Route("anyone", {"call": CALL}, answers=KEYLESS, looks=False),
}


def prepare() -> None:
    """A shop that is connected; whoever calls it here cannot sign."""
    Connection.objects.create(name="Ovens", slug="slug-of-a-shop", channel="shopify", made_at=AS_OF)
