import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_base', '0004_our_domains'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeepingTerm',
            fields=[
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('days', models.IntegerField(null=True)),
                ('set_at', models.DateTimeField()),
                ('actor', models.CharField(max_length=254)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
