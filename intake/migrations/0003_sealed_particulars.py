"""Columns that can take sealed particulars; what is there is sealed by workflow/migrations/0016, row after row.

SQLite rebuilds the table for it and so loses its triggers: workflow/migrations/0015 makes them again.
"""

from django.db import migrations

import agencies.encryption.fields
from intake.applicants import identity_key

LENGTHS = {"identity_number": 40, "phone": 40, "email": 120, "address": 240, "postcode": 12}


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_service_accounts")]

    operations = [
        migrations.AddField(
            "application",
            "identity_index",
            agencies.encryption.fields.BlindIndexField(
                blank=True, db_index=True, default="", editable=False, form=identity_key, max_length=64, of="identity_number"
            ),
        ),
        *(
            migrations.AlterField(
                "application",
                name,
                agencies.encryption.fields.EncryptedTextField(
                    blank=True, bound_to=("public_id",), in_clear=(), max_length=length
                ),
            )
            for name, length in LENGTHS.items()
        ),
    ]
