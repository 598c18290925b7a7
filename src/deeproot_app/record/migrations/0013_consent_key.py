from secrets import token_bytes

from django.db import migrations


def make_key(apps, schema_editor):
    """The key of the ledger's digests: there from the first, so that looking never has to make it."""
    apps.get_model('deeproot_record', 'ConsentKey').objects.get_or_create(pk=1, defaults={'key': token_bytes(32)})


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_record', '0012_gave'),
    ]

    operations = [
        migrations.RunPython(make_key, migrations.RunPython.noop),
    ]
