"""Customers, their contacts and addresses, and our own people."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.db import models

from deeproot_app.record.models.recorded import Recorded, said_by_file

ID = 300
"""Longest id we keep; ids come from other systems and may hold anything but a NUL."""


def leading(related_name: str) -> models.ForeignKey[Any, Any]:
    """The row of the same table that leads this one. It follows from the links, and never stands in a row's way."""
    return models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        db_column="merged_into",
        related_name=related_name,
    )


class Member(Recorded):
    """One of our own people."""

    member_id = models.CharField(max_length=ID, primary_key=True)
    name = models.CharField(max_length=ID)
    email = models.CharField(max_length=254, db_index=True)
    team = models.CharField(max_length=ID, null=True)

    def __str__(self) -> str:
        return self.name


class Customer(Recorded):
    """Who buys from us."""

    customer_id = models.CharField(max_length=ID, primary_key=True)
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=20, default="organisation")
    persona = models.CharField(max_length=ID, null=True, db_index=True)
    country = models.CharField(max_length=2, null=True)
    timezone = models.CharField(max_length=64, null=True)
    since = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    owner = said_by_file(Member, related_name="customers", db_column="owner", db_index=True)
    changed_seq = models.BigIntegerField(default=0)
    """The sequence number of the last change to anything of this customer's: what a turn must understand anew."""
    merged_into = leading(related_name="merged")
    """The customer under which this one is shown; null where it stands for itself (`record.identity`)."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["merged_into"], name="customer_merged", condition=models.Q(merged_into__isnull=False)),
            models.Index(fields=["name", "customer_id"], name="customer_by_name"),
            models.Index(fields=["changed_seq"], name="customer_changed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def leader(self) -> Customer:
        """The customer under which this one is shown: itself, where nobody said that it is another's."""
        return self.merged_into or self

    @cached_property
    def led(self) -> list[Customer]:
        """The customers that are shown under this one."""
        if self.merged_into_id is not None:
            return []
        return list(Customer.objects.filter(merged_into=self.pk).select_related("owner").order_by("customer_id"))

    @property
    def ids(self) -> list[str]:
        """All ids under which something of this customer is recorded, its own first."""
        return [self.pk, *(one.pk for one in self.led)]


class Contact(Recorded):
    """A person at a customer."""

    contact_id = models.CharField(max_length=ID, primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=500, null=True)
    email = models.CharField(max_length=254, null=True, db_index=True)
    phone = models.CharField(max_length=60, null=True)
    timezone = models.CharField(max_length=64, null=True)
    merged_into = leading(related_name="merged")
    """The contact under which this one is shown; null where it stands for itself."""

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["merged_into"], name="contact_merged", condition=models.Q(merged_into__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.contact_id


class Identity(Recorded):
    """One address of a contact, with who says so."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="identities")
    type = models.CharField(max_length=20)
    value = models.CharField(max_length=ID)
    source = models.CharField(max_length=ID)
    removed_at = models.DateTimeField(null=True)
    """When a person took it away. The row stays, so that no file brings it back; nothing else reads it."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["type", "value"], name="one_contact_an_address")]
