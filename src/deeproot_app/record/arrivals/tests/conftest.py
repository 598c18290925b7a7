"""What the tests of arrivals share."""

from deeproot_app.record.arrivals.tests.cast import fake, source

__all__ = ["fake", "source"]
