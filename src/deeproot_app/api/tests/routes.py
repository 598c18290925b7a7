"""The routes of the API, for the walk over every route. The REST API answers programs: without a token, 401 to all."""

from deeproot_app.api import calendar
from deeproot_app.api.models import CalendarLink, Delivery, Endpoint, Token
from deeproot_app.api.rest import urls as rest
from deeproot_app.api.webhooks import endpoints
from deeproot_app.base import access, clock
from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import Route, Sample

NUMBER = Sample(1, unknown=999_999)
TEXT = Sample("some-id")
ENDPOINT = Sample(lambda: Endpoint.objects.get().pk, unknown=999_999)
DELIVERY = Sample(lambda: Delivery.objects.get().pk, unknown=999_999)
ACTS = ("change", "pause", "resume", "rotate", "test", "remove")
OPEN = ("openapi", "nothing")

ROUTES = {
    "api:tokens": Route("viewer"),
    "api:token_revoke": Route("viewer", {"pk": Sample(lambda: Token.objects.get().pk, unknown=999_999)}, looks=False),
    "api:calendar_make": Route("viewer", looks=False),
    "api:calendar_revoke": Route("viewer", looks=False),
    "api:calendar": Route("anyone", {"signed": Sample(lambda: calendar.SIGNER.sign("n"), unknown="guess")}, acts=False),
    "api:webhooks": Route("manager", acts=False),
    "api:webhook_add": Route("manager"),
    "api:webhook": Route("manager", {"pk": ENDPOINT}, acts=False),
    **{f"api:webhook_{act}": Route("manager", {"pk": ENDPOINT}, looks=False) for act in ACTS},
    "api:webhook_replay": Route("manager", {"pk": DELIVERY}, looks=False),
    "api:mcp": Route("anyone", answers=frozenset({401})),
    "api:reference": Route("viewer", acts=False),
    "api:rest:openapi": Route("anyone", acts=False),
    "api:rest:nothing": Route("anyone", answers=frozenset({404})),
    **{
        f"api:rest:{one.name}": Route(
            "anyone",
            {
                name: NUMBER if "int" in type(kind).__name__.lower() else TEXT
                for name, kind in one.pattern.converters.items()
            },
            answers=frozenset({401}),
        )
        for one in rest.urlpatterns
        if one.name not in OPEN
    },
}


def prepare() -> None:
    """A calendar's link, a token, an endpoint that is told and one message to it."""
    endpoint, _ = endpoints.add(access.COMMAND_LINE, "The warehouse", "https://warehouse.example/hook", ["promise.*"])
    endpoints.send_test(access.COMMAND_LINE, endpoint)
    user = User.objects.get(role="viewer")
    CalendarLink.objects.create(user=user, nonce="n", made_at=clock.now())
    Token.objects.create(
        user=user, name="A program", prefix="deeproot_ab", token_hash="0" * 64, scopes=["read"], made_at=clock.now()
    )
