"""The routes of base, for the walk over every route."""

from deeproot_app.base.models import User
from deeproot_app.base.tests.walk import Route, Sample

SOMEBODY = Sample(lambda: User.objects.get(role="viewer").pk, unknown=999_999)
GUESS = Sample("guess", unknown="guess")
SELF = Route("viewer")
NO_PASSWORD = Route("viewer", answers=frozenset({403}))
"""The cast has neither a password nor a second factor: there is nothing to confirm oneself with."""

ROUTES = {
    "account_login": Route("anyone"),
    "account_logout": Route("anyone"),
    "account_inactive": Route("anyone", acts=False),
    "account_reauthenticate": NO_PASSWORD,
    "account_change_password": SELF,
    "account_set_password": SELF,
    "mfa_index": Route("viewer", acts=False),
    "mfa_authenticate": Route("anyone"),
    "mfa_reauthenticate": NO_PASSWORD,
    "mfa_activate_totp": SELF,
    "mfa_deactivate_totp": Route("viewer", answers=frozenset({404})),
    "mfa_view_recovery_codes": Route("viewer", answers=frozenset({404}), acts=False),
    "mfa_generate_recovery_codes": SELF,
    "mfa_download_recovery_codes": Route("viewer", answers=frozenset({404})),
    "base:sign_in_link": Route("anyone", {"token": GUESS}, answers=frozenset({410})),
    "base:welcome": Route("anyone", {"token": GUESS}, answers=frozenset({410})),
    "base:people": Route("administrator", acts=False),
    "base:people_add": Route("administrator"),
    "base:person": Route("administrator", {"pk": SOMEBODY}, acts=False),
    "base:person_role": Route("administrator", {"pk": SOMEBODY}, looks=False),
    "base:person_member": Route("administrator", {"pk": SOMEBODY}, looks=False),
    "base:person_link": Route("administrator", {"pk": SOMEBODY}, looks=False),
    "base:person_deactivate": Route("administrator", {"pk": SOMEBODY}, looks=False),
    "base:person_reactivate": Route("administrator", {"pk": SOMEBODY}, looks=False),
    "base:audit": Route("manager", acts=False),
    "base:organisation": Route("administrator"),
    "base:keeping": Route("administrator"),
    "base:own": SELF,
    "base:sign_out_everywhere": Route("viewer", looks=False),
    "base:theme": Route("viewer", looks=False),
    "base:style": Route("administrator", acts=False),
}
