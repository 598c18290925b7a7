"""The peer of `tracking`: a plain Django view that inserts each event by itself, on the same server and database.

`python plain_tracking.py PORT` serves it; what it inserts is as durable as ours.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def track(request: HttpRequest, call: str) -> JsonResponse:
    from django.db import connection
    from django.utils import timezone

    from deeproot_app.record.models import Arrival, Connection

    given: dict[str, Any] = json.loads(request.body)
    source = Connection.objects.get(channel="segment")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous=FULL")
    for message in given.get("batch", [given]):
        raw = json.dumps(message).encode()
        key = message["messageId"]
        Arrival.objects.create(connection=source, key=key, arrived_at=timezone.now(), data=raw, size=len(raw))
    return JsonResponse({"success": True})


urlpatterns = [path("v1/<slug:call>", track)]


def serve(port: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "deeproot_app.settings"
    import django
    from django.conf import settings

    settings.ROOT_URLCONF = "plain_tracking"
    django.setup()
    from deeproot_app.base import serving

    serving.Server(f"127.0.0.1:{port}", 2, None, lambda: None).run()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
