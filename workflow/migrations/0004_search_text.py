"""Under what each case is found, filled for the cases that are there."""

import django.db.models.deletion
from django.db import migrations, models

from workflow.cases.search import text_of

AT_ONCE = 500


def fill(apps, schema_editor):
    """Write the row of every case, with the numbers of its letters, its mail and its package."""
    Case, Event, Service, ArchiveRecord, SearchText = (
        apps.get_model("workflow", name) for name in ("Case", "Event", "Service", "ArchiveRecord", "SearchText")
    )
    keys = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        some = keys[first : first + AT_ONCE]
        numbers = {}
        for rows in (
            Event.objects.filter(case__in=some, letter__isnull=False).order_by("seq").values_list("case_id", "letter__number"),
            Service.objects.filter(case__in=some, method="mail").order_by("pk").values_list("case_id", "receipt"),
            ArchiveRecord.objects.filter(case__in=some).order_by("edition").values_list("case_id", "reference"),
        ):
            for case, number in rows:
                numbers.setdefault(case, []).append(number)
        SearchText.objects.bulk_create(
            SearchText(
                case_id=case.pk,
                text=text_of(
                    case.application.applicant_name,
                    case.application.content,
                    [case.number, case.document_number, case.application.tracking_number, *numbers.get(case.pk, ())],
                ),
            )
            for case in Case.objects.filter(pk__in=some).select_related("application")
        )


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0003_form_of_register_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="workflow.case",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
