from uuid import uuid4

from django.db import migrations, models

import deeproot_app.record.models.success


def give_keys(apps, schema_editor):
    """Each step that there is gets a key of its own."""
    steps = apps.get_model('deeproot_record', 'Step')
    rows = list(steps.objects.filter(key__isnull=True).only('pk'))
    for row in rows:
        row.key = uuid4().hex
    steps.objects.bulk_update(rows, ['key'], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_record', '0017_erasures'),
    ]

    operations = [
        migrations.AddField(
            model_name='step',
            name='key',
            field=models.CharField(max_length=300, null=True),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='step',
            name='key',
            field=models.CharField(default=deeproot_app.record.models.success.fresh_key, max_length=300, unique=True),
        ),
    ]
