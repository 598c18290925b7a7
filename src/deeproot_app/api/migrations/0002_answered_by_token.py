"""A key of `Idempotency-Key` is a token's own, no longer its person's."""

import django.db.models.deletion
from django.db import migrations, models


def give_to_tokens(apps, schema_editor):
    """What was answered in the last day goes to the token that its person used last: a write sent again stays done."""
    answered, token = apps.get_model("deeproot_api", "Answered"), apps.get_model("deeproot_api", "Token")
    last = models.F("last_used_at").desc(nulls_last=True)
    for user in set(answered.objects.order_by().values_list("user", flat=True)):
        found = token.objects.filter(user=user).order_by(last, "-id").first()
        if found is not None:
            answered.objects.filter(user=user).update(token=found)
    answered.objects.filter(token=None).delete()
    if schema_editor.connection.vendor == "postgresql":  # else the table cannot be altered in this transaction
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [("deeproot_api", "0001_first")]

    operations = [
        migrations.AddField(
            "answered",
            "token",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="deeproot_api.token",
            ),
        ),
        migrations.RunPython(give_to_tokens, migrations.RunPython.noop),
        migrations.RemoveConstraint("answered", "one_answer_a_key"),
        migrations.RemoveField("answered", "user"),
        migrations.AlterField(
            "answered",
            "token",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="deeproot_api.token"
            ),
        ),
        migrations.AddConstraint(
            "answered", models.UniqueConstraint(fields=("token", "key"), name="one_answer_a_key")
        ),
    ]
