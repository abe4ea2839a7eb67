"""Particulars and addresses from before are sealed, and the keys of numbers become blind indexes.

In pieces that are whole or not at all, in no transaction around them: killed in between, `migrate` goes on where it was.
"""

from django.db import migrations, transaction

from agencies.encryption.rotation import reseal
from agencies.encryption.sealing import blind_index
from intake.applicants import identity_key, numbers_and_phones

AT_ONCE = 500
TAB = "\t"


def seal(apps, schema_editor):
    """Seal every row that is not; a row that cannot be opened stops the migration with its sentence."""
    done = reseal(apps)
    if done.failed:
        raise done.failed[0][-1]


def find_again(apps, schema_editor):
    """Write under which blind indexes each case is found."""
    SearchText, last = apps.get_model("workflow", "SearchText"), 0
    while True:
        with transaction.atomic():
            rows = list(
                SearchText.objects.filter(pk__gt=last).order_by("pk").select_related("case__application")[:AT_ONCE]
            )
            for row in rows:
                came, corrected = row.case.application, row.case.particulars
                number = corrected.get("identity_number", came.identity_number)
                phone = corrected.get("phone", came.phone)
                row.identity = blind_index("identity_number", identity_key(number))
                kept = [blind_index(*one) + TAB for one in numbers_and_phones(number, phone)]
                row.marks = TAB + "".join(kept) if kept else ""
            SearchText.objects.bulk_update(rows, ["identity", "marks"])
        if not rows:
            return
        last = rows[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("workflow", "0015_guards_of_sealed_columns")]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunPython(find_again, migrations.RunPython.noop),
    ]
