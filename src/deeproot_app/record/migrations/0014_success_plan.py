import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_record', '0013_consent_key'),
    ]

    operations = [
        migrations.CreateModel(
            name='Target',
            fields=[
                ('belief', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='target', serialize=False, to='deeproot_record.belief')),
                ('unit', models.CharField(blank=True, max_length=40)),
                ('value', models.FloatField(null=True)),
                ('by_at', models.DateTimeField(null=True)),
                ('shared_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('recorded_seq', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name='belief',
            name='merged_into',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='deeproot_record.belief'),
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('value', models.FloatField()),
                ('said_in', models.CharField(blank=True, max_length=300)),
                ('note', models.TextField(blank=True)),
                ('recorded_seq', models.BigIntegerField(default=0)),
                ('belief', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='progress', to='deeproot_record.belief')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('belief', 'at'), name='one_reading_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('whose', models.CharField(choices=[('us', 'us'), ('them', 'them')], max_length=4)),
                ('due_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('dropped_at', models.DateTimeField(null=True)),
                ('shared', models.BooleanField(default=True)),
                ('note', models.TextField(blank=True)),
                ('promise_id', models.CharField(blank=True, max_length=300)),
                ('made_at', models.DateTimeField()),
                ('recorded_seq', models.BigIntegerField(default=0)),
                ('contact', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='steps', to='deeproot_record.contact')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='deeproot_record.customer')),
                ('goal', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='steps', to='deeproot_record.belief')),
                ('member', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='steps', to='deeproot_record.member')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('done_at__isnull', True), ('dropped_at__isnull', True), _connector='OR'), name='a_step_is_done_or_dropped')],
            },
        ),
    ]
