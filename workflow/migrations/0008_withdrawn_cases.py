"""A withdrawn case stands open for its letters until it is closed: a state of its own."""

from django.db import migrations, models

STATES = (
    "registered", "handling", "awaiting_correction", "awaiting_payment", "awaiting_reasons", "lapsed", "in_review",
    "approved", "signed", "replied", "delivered", "withdrawn", "closed",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("workflow", "0007_unsent_notices")]
    operations = [
        migrations.RemoveConstraint("case", "state_known"),
        migrations.AddConstraint(
            "case", models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="state_known")
        ),
    ]
