"""The key of the names of applicants leaves out what stands beside a name, as all comparing of applicants does."""

from django.db import migrations

from intake.applicants import person_key

AT_ONCE = 1000


def fill(apps, schema_editor):
    """Write the key of the names of every row anew, of a corrected name where there is one."""
    SearchText = apps.get_model("workflow", "SearchText")
    keys = list(SearchText.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        rows = SearchText.objects.filter(pk__in=keys[first : first + AT_ONCE]).select_related("case__application")
        changed = []
        for row in rows:
            asked = row.case.application
            key = person_key(row.case.particulars.get("applicant_name", asked.applicant_name))
            if key != row.person:
                row.person = key
                changed.append(row)
        SearchText.objects.bulk_update(changed, ["person"])


class Migration(migrations.Migration):
    dependencies = [("workflow", "0016_seal_what_is_there")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
