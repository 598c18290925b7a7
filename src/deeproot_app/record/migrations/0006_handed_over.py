from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deeproot_record', '0005_readings'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandedOver',
            fields=[
                ('token', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('made_at', models.DateTimeField(db_index=True)),
            ],
        ),
    ]
