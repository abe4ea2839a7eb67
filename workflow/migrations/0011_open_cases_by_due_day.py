"""An index over the open cases in the order of their due days: the first page of a list over many agencies (docs/decisions/0072)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("workflow", "0010_a_way_back"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(condition=models.Q(("state__in", ("registered", "handling", "awaiting_correction", "awaiting_payment", "awaiting_reasons", "lapsed", "in_review", "approved", "signed", "replied"))), fields=["due_on", "received_on", "id"], name="open_cases_by_due_day"),
        ),
    ]
