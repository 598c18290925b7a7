"""What programs of others are given: tokens to ask with, and messages that tell them what happened."""

from deeproot_app.api.models.calendar import CalendarLink
from deeproot_app.api.models.tokens import Answered, Token
from deeproot_app.api.models.webhooks import Delivery, Endpoint, Event, Standing, Told

__all__ = ["Answered", "CalendarLink", "Delivery", "Endpoint", "Event", "Standing", "Token", "Told"]
