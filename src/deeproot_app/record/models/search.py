"""What a customer is found by."""

from __future__ import annotations

from django.db import models

from deeproot_app.record.models.customers import Customer


class Named(models.Model):
    """A customer's names, ids and addresses, those of its people among them, folded so that case does not matter."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="named")
    words = models.TextField()


class SearchIndex(models.Model):
    """One row: names are indexed of everything recorded up to this number."""

    upto_seq = models.BigIntegerField(default=0)
