"""The files hold one customer where several ids are one, and several again when that is taken back."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from deeproot_app.base.access import COMMAND_LINE
from deeproot_app.record.identity.merge import merge, separate
from deeproot_app.record.models import Customer, Kind, Link
from deeproot_app.record.snapshot.sync import Synced, sync
from deeproot_app.record.snapshot.tests import cast

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def following() -> Iterator[list[Synced]]:
    """What is done inside is in the files afterwards, as the record says it."""
    done: list[Synced] = []
    yield done
    done.append(sync())
    ours, theirs = cast.in_the_database(), cast.in_the_files()
    for name in ours:
        assert theirs[name].equals(ours[name]), name


def test_files_follow_merges_writes_under_old_ids_and_separations() -> None:
    ids = cast.fill(60)
    sync()
    links: list[Link] = []
    with following() as done:
        links += [merge(COMMAND_LINE, Kind.CUSTOMER, ids[n], ids[n + 1]) for n in range(0, 8, 2)]
    assert done[0].did == "changes"
    assert cast.in_the_files()["customers"].num_rows == 56
    with following() as done:
        cast.change([ids[0]])  # an import that names the old id
    assert (done[0].did, cast.in_the_files()["customers"].num_rows) == ("changes", 56)
    with following() as done:
        links.append(merge(COMMAND_LINE, Kind.CUSTOMER, ids[1], ids[3]))
        cast.remove([ids[59]])
    with following():
        for link in random.Random(5).sample(links, len(links)):
            separate(COMMAND_LINE, link.pk)
    assert cast.in_the_files()["customers"].num_rows == 59


def test_the_first_files_of_a_record_with_merged_customers_are_right() -> None:
    ids = cast.fill(20)
    for one in ids[:5]:
        merge(COMMAND_LINE, Kind.CUSTOMER, one, ids[10])
    with following() as done:
        pass
    assert done[0].did == "whole"
    assert cast.in_the_files()["customers"].num_rows == 15
    with following() as done:
        pass
    assert done[0].did == "nothing"


def test_two_who_merge_at_once_make_one_link() -> None:
    ids = cast.fill(2)
    begin, faults = Barrier(2), list[BaseException]()

    def merging(one: str, into: str) -> None:
        begin.wait()
        try:
            for _ in range(20):
                try:
                    merge(COMMAND_LINE, Kind.CUSTOMER, one, into)
                    return
                except Exception as busy:  # SQLite lets one write at a time
                    if "locked" not in str(busy):
                        raise
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    both = [Thread(target=merging, args=pair) for pair in ((ids[0], ids[1]), (ids[1], ids[0]))]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    connection.close()
    assert faults == []
    assert Link.objects.filter(undone_at__isnull=True).count() == 1
    assert Customer.objects.filter(merged_into__isnull=False).count() == 1
