"""The mail server of these tests."""

from deeproot_app.channels.email.tests.servers import dovecot, inner_hosts

__all__ = ["dovecot", "inner_hosts"]
