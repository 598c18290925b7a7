"""What we did, and what came back: sendings, calls, surveys, events."""

from deeproot_app.act.models.sendings import Letter, Outbox, Sending, SendingAccount, SendsAs

__all__ = ["Letter", "Outbox", "Sending", "SendingAccount", "SendsAs"]
