from django.db import migrations
from django.db.models import Q

from deeproot_app.base.own_link import PAGES, masked


def mask(apps, schema_editor):
    """Texts recorded with people's own links lose them, and are read again: their words begin elsewhere now."""
    texts = apps.get_model('deeproot_record', 'Text')
    wanted = Q()
    for page in PAGES:
        wanted |= Q(body__icontains=f'{page}/') | Q(body__icontains=f'{page}%2F')
    after = 0
    while rows := list(texts.objects.filter(wanted, pk__gt=after).order_by('pk')[:500]):
        after, changed = rows[-1].pk, []
        for row in rows:
            if (body := masked(row.body)) != row.body:
                row.body, row.read_by = body, None
                changed.append(row)
        texts.objects.bulk_update(changed, ['body', 'read_by'])


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_record', '0018_step_key'),
    ]

    operations = [
        migrations.RunPython(mask, migrations.RunPython.noop),
    ]
