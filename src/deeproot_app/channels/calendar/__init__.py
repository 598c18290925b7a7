"""Calendars: iCalendar files to the meetings in them, each with who was asked and who said what to it."""

from typing import Final

from deeproot_app.channels.calendar.components import Component, components, is_calendar
from deeproot_app.channels.calendar.events import Attendee, Event, event
from deeproot_app.channels.calendar.meetings import Meeting, meetings, which

SAYS: Final = "calendars: iCalendar files (.ics)"

__all__ = [
    "SAYS",
    "Attendee",
    "Component",
    "Event",
    "Meeting",
    "components",
    "event",
    "is_calendar",
    "meetings",
    "which",
]
